// A relay that is killed again and again while devices type: what was shown as sent is there, whoever else is gone.

import { rm } from 'node:fs/promises'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { type RelayProcess, startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { type Tally, tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { lookFresh } from './processes/look.js'
import { startTypist } from './processes/typist.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

for (const { seed, kills, timeoutMs } of rigWorlds(10)) {
  it(
    `B1 what devices showed as sent survives ${kills} SIGKILLs of the relay and the loss of every device (seed ${seed})`,
    () => tallied('relay-kill', seed, (tally) => killAndLook(seed, kills, tally)),
    timeoutMs
  )
}

async function killAndLook(seed: number, kills: number, tally: Tally): Promise<void> {
  const random = createSeededRandom(seed)
  const data = await makeFolder(scope, 'relay')
  let relay: RelayProcess = await startRelay(scope, { data })
  const { url, port } = relay
  const folders = [await makeFolder(scope, 'a'), await makeFolder(scope, 'b')]
  // Both write into the first note, and each into one of its own.
  const documents = { a: ['n/shared', 'n/a'], b: ['n/shared', 'n/b'] }
  const typists = await Promise.all([
    startTypist(scope, { url, folder: folders[0]!, name: 'a', documents: documents.a, everyMs: 10 }),
    startTypist(scope, { url, folder: folders[1]!, name: 'b', documents: documents.b, everyMs: 15 })
  ])
  for (let round = 0; round < kills; round++) {
    const before = typists.map(({ receipts }) => receipts)
    // Each was shown something new as sent since the last kill: the relay works, and then it dies in the middle of it.
    await untilTrue(
      () => typists.every(({ receipts }, index) => receipts > before[index]!),
      `receipts in round ${round}`
    )
    await new Promise((resolve) => setTimeout(resolve, random.float() * 300))
    await relay.kill()
    tally.kills += 1
    relay = await startRelay(scope, { data, port })
    for (const typist of typists) typist.retry()
  }
  for (const typist of typists) await typist.kill()
  tally.kills += typists.length
  for (const folder of folders) await rm(folder, { recursive: true })

  const last = await lookFresh(scope, url, typists, `seed ${seed}`, tally)
  expect(last).toBeGreaterThan(kills)
}
