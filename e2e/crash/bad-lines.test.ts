// Devices behind networks that go wrong in every way, at a relay that is killed: what was shown as sent is there, and nothing twice.

import { rm } from 'node:fs/promises'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type FaultKind, faultKinds, openFaultProxy } from '../lib/fault-proxy.js'
import { makeFolder } from '../lib/folders.js'
import { entriesOf, structsTwice } from '../lib/log-entries.js'
import { startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { type Tally, tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { lookFresh } from './processes/look.js'
import { startTypist, type Typist } from './processes/typist.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

const names = ['a', 'b', 'c']
/** Connections of all devices that went wrong between two kills. */
const faultsARound = 12

for (const { seed, kills, timeoutMs } of rigWorlds(3, 10)) {
  it(
    `B1 what was shown as sent over lines that are cut, half open, deaf or replayed is there, once (seed ${seed})`,
    () => tallied('bad-lines', seed, (tally) => sufferAndLook(seed, kills, tally)),
    timeoutMs + kills * 30_000
  )
}

async function sufferAndLook(seed: number, kills: number, tally: Tally): Promise<void> {
  const random = createSeededRandom(seed)
  const data = await makeFolder(scope, 'relay')
  let relay = await startRelay(scope, { data })
  const { url, port } = relay
  const seats = await Promise.all(
    names.map(async (name) => {
      const proxy = await openFaultProxy(scope, port, random.fork())
      const folder = await makeFolder(scope, name)
      const documents = ['n/shared', `n/${name}`]
      const typist = await startTypist(scope, { url: proxy.url, folder, name, documents, everyMs: 8 })
      return { proxy, folder, typist }
    })
  )
  const typists: Typist[] = seats.map(({ typist }) => typist)
  const faults = (): number =>
    seats.flatMap(({ proxy }) => Object.values(proxy.counts)).reduce((sum, count) => sum + count, 0)

  for (let round = 0; round < kills; round++) {
    const before = { faults: faults(), receipts: typists.map(({ receipts }) => receipts) }
    await untilTrue(
      () => {
        for (const typist of typists) typist.retry()
        const isServed = typists.every(({ receipts }, index) => receipts > before.receipts[index]!)
        return isServed && faults() >= before.faults + faultsARound
      },
      () => `trouble and receipts in round ${round}: ${faults() - before.faults} faults`,
      60_000
    )
    await new Promise((resolve) => setTimeout(resolve, random.float() * 200))
    await relay.kill()
    tally.kills += 1
    relay = await startRelay(scope, { data, port })
  }
  await Promise.all(typists.map((typist) => typist.kill()))
  tally.kills += typists.length
  for (const { proxy, folder } of seats) {
    proxy.heal()
    await rm(folder, { recursive: true })
  }
  await lookFresh(scope, url, typists, `seed ${seed}`, tally)
  await relay.stop()
  expect(structsTwice(await entriesOf(data))).toEqual([])

  const kinds = faultKinds.map((kind) => [kind, countOf(kind)] as const)
  console.log(`faults of seed ${seed}: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')}`)
  // A few of each in a longer run; the short one may lack a kind.
  expect(kinds.filter(([, count]) => count > 0).length).toBeGreaterThan(kills > 5 ? 5 : 3)

  function countOf(kind: FaultKind): number {
    return seats.reduce((sum, { proxy }) => sum + proxy.counts[kind], 0)
  }
}
