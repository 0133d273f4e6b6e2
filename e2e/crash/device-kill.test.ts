// A device that is killed between its save and its receipt: what it showed as saved is sent after its restart, once.

import { createScope, type Scope } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import { type BadNetwork, openBadNetwork } from '../lib/bad-network.js'
import { makeFolder } from '../lib/folders.js'
import { entriesOf } from '../lib/log-entries.js'
import { openNodeDevice } from '../lib/node-device.js'
import { startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { type Tally, tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { expectedTokens, startTypist, tokensOf } from './processes/typist.js'

interface Case {
  readonly when: string
  readonly hold: (proxy: BadNetwork) => void
  /** The relay has edits of which the device has no receipt. */
  readonly isStored: boolean
}

const cases: readonly Case[] = [
  { when: 'before its pushes reach the relay', hold: (proxy) => proxy.holdUp(), isStored: false },
  {
    when: 'after the relay stored its pushes and before their receipts',
    hold: (proxy) => proxy.holdDown(),
    isStored: true
  }
]

for (const { seed, kills, timeoutMs } of rigWorlds(cases.length, 20)) {
  const rounds = Math.ceil(kills / cases.length)
  for (const each of cases) {
    it(
      `D1 a device killed ${each.when} keeps what was saved and sends it once (seed ${seed})`,
      () =>
        tallied('device-kill', seed, async (tally) => {
          const random = createSeededRandom(seed)
          for (let round = 0; round < rounds; round++) await killAndLook(each, 40 + random.below(60), tally)
        }),
      timeoutMs
    )
  }
}

/** Killed when so many more edits were saved than had a receipt. */
async function killAndLook(each: Case, unsent: number, tally: Tally): Promise<void> {
  const scope = createScope()
  try {
    await killOnce(scope, each, unsent, tally)
  } finally {
    await scope.close()
  }
}

async function killOnce(scope: Scope, { hold, isStored }: Case, unsent: number, tally: Tally): Promise<void> {
  const data = await makeFolder(scope, 'relay')
  const folder = await makeFolder(scope, 'device')
  const relay = await startRelay(scope, { data })
  const proxy = await openBadNetwork(scope, relay.port)
  const documents = ['n/1', 'n/2']
  const typing = { url: proxy.url, folder, name: 'a', documents, everyMs: 10 }
  const typist = await startTypist(scope, typing)
  await untilTrue(() => typist.relayed.size === 2, 'the first receipts')
  hold(proxy)
  const savedBefore = typist.saved
  await untilTrue(() => typist.saved > savedBefore + unsent, 'edits that were saved without a receipt')
  await typist.kill()
  tally.kills += 1
  const { saved } = typist
  const receipted = Math.max(...typist.relayed.values())
  expect(saved).toBeGreaterThan(receipted)
  if (isStored) {
    const onlooker = await openNodeDevice(scope, { url: relay.url, name: 'Onlooker' })
    await onlooker.settled()
    const stored = await Promise.all(documents.map((document) => onlooker.read(document)))
    expect(Math.max(...stored.flatMap((text) => tokensOf('a', text)))).toBeGreaterThan(receipted)
    await onlooker.close()
  }
  proxy.cut()
  proxy.release()

  // The same store, opened by a process that only looks: it sends what waits.
  const again = await openNodeDevice(scope, { url: proxy.url, folder })
  await again.settled()
  expect(again.space.status.get().counts).toMatchObject({ waiting: 0, unsaved: 0, setAside: 0 })
  const fresh = await openNodeDevice(scope, { url: relay.url, name: 'Fresh' })
  await fresh.settled()
  let last = -1
  for (const [index, document] of documents.entries()) {
    const found = tokensOf('a', await fresh.read(document))
    expect(found).toEqual(expectedTokens(index, 2, found.at(-1)!))
    expect(await again.read(document)).toBe(await fresh.read(document))
    last = Math.max(last, ...found)
  }
  expect(last).toBeGreaterThanOrEqual(saved)
  tally.receipts += saved + 1

  await again.close()
  await fresh.close()
  await relay.stop()
  const entries = await entriesOf(data)
  // One edit a token or fewer (a burst is saved as one), and no payload twice.
  const hashes = entries.map(({ payloadHash }) => Buffer.from(payloadHash).toString('hex'))
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(entries.reduce((sum, { edits }) => sum + edits, 0)).toBeLessThanOrEqual(last + 1)
}
