// A relay whose successor is started on the same folder before it has ended, again and again, while devices write.

import { rm } from 'node:fs/promises'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { entriesOf, receiptsWithout, structsTwice } from '../lib/log-entries.js'
import { RelayNotStarted, type RelayProcess, startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { type Tally, tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { lookFresh } from './processes/look.js'
import { startPushers } from './processes/pushers.js'
import { startTypist } from './processes/typist.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

for (const { seed, kills, timeoutMs } of rigWorlds(4)) {
  it(
    `A4 a relay that takes over while the one before still ends, in peace or killed, loses nothing (seed ${seed})`,
    () => tallied('rolling-restart', seed, (tally) => handOverAndLook(seed, kills, tally)),
    timeoutMs
  )
}

/** Two handovers for each kill: one relay of two is stopped, the other killed. */
async function handOverAndLook(seed: number, kills: number, tally: Tally): Promise<void> {
  const random = createSeededRandom(seed)
  const data = await makeFolder(scope, 'relay')
  let relay = await startRelay(scope, { data })
  const { url, port } = relay
  const folder = await makeFolder(scope, 'typist')
  const typist = await startTypist(scope, {
    ...{ url, folder, name: 'a', documents: ['n/one', 'n/two'], everyMs: 10 }
  })
  const pushers = startPushers(scope, { url, name: 'p', devices: 3 })
  let turnedAway = 0
  for (let handover = 0; handover < 2 * kills; handover++) {
    const before = { typist: typist.receipts, pushers: pushers.receipts.length }
    await untilTrue(
      () => typist.receipts > before.typist && pushers.receipts.length > before.pushers,
      `receipts before handover ${handover}`
    )
    const dies = handover % 2 === 1
    const early = turnedAway
    const next = startWhenFree({ data, port }, () => turnedAway++)
    // Its successor comes before its time and is told so, or at any moment of its end.
    if (handover === 0 || random.chance(0.3)) await untilTrue(() => turnedAway > early, 'one turned away')
    else await new Promise((resolve) => setTimeout(resolve, random.float() * 600))
    if (dies) await relay.kill()
    else await relay.stop()
    tally.kills += dies ? 1 : 0
    relay = await next
    typist.retry()
  }
  expect(turnedAway).toBeGreaterThan(0)
  await typist.kill()
  tally.kills += 1
  await rm(folder, { recursive: true })
  await pushers.stop()
  await lookFresh(scope, url, [typist], `seed ${seed}`, tally)
  await relay.stop()
  const entries = await entriesOf(data)
  expect(receiptsWithout(entries, pushers.receipts)).toEqual([])
  tally.receipts += pushers.receipts.length
  expect(structsTwice(entries)).toEqual([])
}

/** What a process manager does: starts it until it stays. */
async function startWhenFree(
  place: { readonly data: string; readonly port: number },
  turnedAway: () => void
): Promise<RelayProcess> {
  for (;;) {
    try {
      return await startRelay(scope, place)
    } catch (error) {
      if (!(error instanceof RelayNotStarted) || !/^weft: (log|port)-in-use:/.test(error.output)) throw error
      turnedAway()
    }
  }
}
