// A relay that is killed together with every device, whose stores are wiped before anybody looks: nobody is left to send anything again.

import { rm } from 'node:fs/promises'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { entriesOf, receiptsWithout, textsOf } from '../lib/log-entries.js'
import type { RawReceipt } from '../lib/raw-device.js'
import { startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { type Tally, tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { expectShown, lookFresh, type Shown } from './processes/look.js'
import { startPushers } from './processes/pushers.js'
import { startTypist } from './processes/typist.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

/** What was told before any of a world's kills. */
interface Told {
  readonly receipts: RawReceipt[]
  readonly shown: Shown[]
}

const pushers = 3
const documents = ['n/one', 'n/two']

for (const { seed, kills, timeoutMs } of rigWorlds(16, 40)) {
  it(
    `B1 what was receipted is there when relay and device are killed, ${kills} kills in all, and the devices wiped (seed ${seed})`,
    () => tallied('wiped-kill', seed, (tally) => killAndLook(seed, kills, tally)),
    timeoutMs
  )
}

async function killAndLook(seed: number, kills: number, tally: Tally): Promise<void> {
  const random = createSeededRandom(seed)
  const data = await makeFolder(scope, 'relay')
  const told: Told = { receipts: [], shown: [] }
  const rounds = Math.ceil(kills / 2)
  for (let round = 0; round < rounds; round++) {
    await liveAndDie(data, round, random.float() * 300, told)
    // The typist as well.
    tally.kills += 2
    const entries = await entriesOf(data)
    const where = `seed ${seed}, round ${round}`
    expect(receiptsWithout(entries, told.receipts), where).toEqual([])
    const texts = textsOf(entries)
    expectShown(told.shown, (document) => texts.get(document) ?? '', where)
  }
  tally.receipts += told.receipts.length
  expect(told.receipts.length).toBeGreaterThan(rounds * 10)
  // The log served by a relay to a device that never was there says the same as its files.
  const { url } = await startRelay(scope, { data })
  await lookFresh(scope, url, told.shown, `seed ${seed}`, tally)
}

/** A relay, a device with a screen and some that only push; all are killed at a moment in the middle of it. */
async function liveAndDie(data: string, round: number, afterMs: number, told: Told): Promise<void> {
  const life = createScope()
  try {
    const { url, kill } = await startRelay(life, { data })
    const folder = await makeFolder(life, 'typist')
    const name = `t${round}x`
    const own = documents.map((document) => `${document}-${round}`)
    const pushing = startPushers(life, { url, name: `p${round}-`, devices: pushers })
    const typist = await startTypist(life, { url, folder, name, documents: own, everyMs: 5 })
    await untilTrue(() => typist.relayed.size === own.length && pushing.receipts.length > 0, 'first receipts')
    await new Promise((resolve) => setTimeout(resolve, afterMs))
    await Promise.all([kill(), typist.kill()])
    await rm(folder, { recursive: true })
    await pushing.stop()
    told.receipts.push(...pushing.receipts)
    told.shown.push(typist)
  } finally {
    await life.close()
  }
}
