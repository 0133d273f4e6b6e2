// A disk that fills up under devices that write, gets room again, and fills up again, with kills in between.

import { rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { entriesOf, receiptsWithout, structsTwice } from '../lib/log-entries.js'
import { startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { canMount, mountSmall } from '../lib/small-volume.js'
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

const canFill = await canMount()

for (const { seed, kills, timeoutMs } of rigWorlds(2, 10)) {
  it.skipIf(!canFill)(
    `L6 a disk that is full again and again costs no receipt, and heals without a restart (seed ${seed}; needs the right to mount)`,
    () => tallied('disk-full', seed, (tally) => fillAndLook(seed, kills, tally)),
    timeoutMs
  )
}

async function fillAndLook(seed: number, kills: number, tally: Tally): Promise<void> {
  const random = createSeededRandom(seed)
  const data = await makeFolder(scope, 'relay')
  // Room for what all rounds write, most of it taken until it is needed.
  mountSmall(scope, data, `size=${32 + 8 * kills}m`)
  let relay = await startRelay(scope, { data })
  const { url, port } = relay
  const folder = await makeFolder(scope, 'typist')
  const typist = await startTypist(scope, {
    ...{ url, folder, name: 'a', documents: ['n/one', 'n/two'], everyMs: 10 }
  })
  const pushers = startPushers(scope, { url, name: 'p', devices: 2, textLength: 2_000 })
  const untilNews = async (what: string): Promise<void> => {
    const before = { typist: typist.receipts, pushers: pushers.receipts.length }
    await untilTrue(() => {
      typist.retry()
      return typist.receipts > before.typist && pushers.receipts.length > before.pushers
    }, what)
  }
  const fill = async (leftBytes: number): Promise<string> => {
    const filler = join(data, 'filler')
    const { bavail, bsize } = await statfs(data)
    await writeFile(filler, new Uint8Array(Math.max(0, bavail * bsize - leftBytes))).catch(() => {})
    return filler
  }
  const healthOf = async (): Promise<number> =>
    (await fetch(`${url}/healthz`).catch(() => ({ status: 0 }))).status

  for (let round = 0; round < kills; round++) {
    await untilNews(`receipts in round ${round}`)
    const filler = await fill(random.below(100_000))
    await untilTrue(async () => (await healthOf()) === 503, `a full disk in round ${round}`)
    await rm(filler)
    // Without a restart.
    await untilNews(`receipts after round ${round}`)
    expect(await healthOf()).toBe(200)

    // And now it dies while the disk is full.
    const again = await fill(random.below(100_000))
    await untilTrue(async () => (await healthOf()) === 503, `a full disk before the kill of round ${round}`)
    await new Promise((resolve) => setTimeout(resolve, random.float() * 200))
    await relay.kill()
    tally.kills += 1
    await rm(again)
    relay = await startRelay(scope, { data, port })
    await untilNews(`receipts after the kill of round ${round}`)
  }
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
