// Copies of a relay's folder that are taken while it writes: each is an exact beginning of the log, or is refused by name.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder, putBack } from '../lib/folders.js'
import { entriesOf, hashesOf } from '../lib/log-entries.js'
import { openNodeDevice } from '../lib/node-device.js'
import { startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { type Tally, tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { type CopyWay, copyWays, examineCopy, makeCopy } from './processes/copies.js'
import { startPushers } from './processes/pushers.js'
import { expectedTokens, startTypist, tokensOf } from './processes/typist.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

/** WEFT_COPIES: of each way. */
const copies = Number(process.env.WEFT_COPIES ?? 1)
const hasSqlite = spawnSync('sqlite3', ['-version']).status === 0
if (!hasSqlite) console.warn('sqlite3 is not there: copies by VACUUM INTO are left out.')
const safeWays: readonly CopyWay[] = ['paused', 'vacuum']

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

it(
  'L5 a copy taken while the relay writes is an exact beginning of the log, or is refused by name',
  async () => {
    const seed = Number(process.env.WEFT_CRASH_SEED ?? Date.now() % 100_000)
    await tallied('copies', seed, (tally) => copyAndLook(seed, tally))
  },
  120_000 + copies * 60_000
)

async function copyAndLook(seed: number, tally: Tally): Promise<void> {
  const random = createSeededRandom(seed)
  const data = await makeFolder(scope, 'relay')
  const relay = await startRelay(scope, { data })
  // About a megabyte a second, so that the file's log is emptied into it again and again.
  const pushing = { devices: 3, textLength: 1_000, everyMs: 15 }
  const pushers = startPushers(scope, { url: relay.url, name: 'p', ...pushing })
  await untilTrue(() => pushers.receipts.length > 100, 'first receipts')
  const ways = (Object.keys(copyWays) as CopyWay[]).filter((way) => way !== 'vacuum' || hasSqlite)
  const made: { readonly way: CopyWay; readonly folder: string; readonly before: number }[] = []
  for (let round = 0; round < copies; round++) {
    for (const way of ways) {
      await pause(random.float() * 300)
      const folder = join(await makeFolder(scope, 'copy'), 'data')
      const before = pushers.receipts.length
      await makeCopy(way, { relay, from: data, to: folder, random })
      made.push({ way, folder, before })
    }
  }
  await pushers.stop()
  await relay.stop()
  const { receipts, devices } = pushers
  const hashes = hashesOf(await entriesOf(data))
  const lines: string[] = []
  for (const { way, folder, before } of made) {
    const found = await examineCopy(folder, { hashes, devices })
    const missing = receipts
      .slice(0, before)
      .filter(({ position }) => found.kind !== 'exact' || position > found.head).length
    lines.push(
      `${way}: ${found.kind === 'exact' ? `exact, ${missing} receipts older` : JSON.stringify(found)}`
    )
    expect(found.kind, `seed ${seed}, ${lines.at(-1)}`).not.toBe('wrong')
    if (!safeWays.includes(way)) continue
    // All that had been receipted when it was begun.
    expect([found.kind, missing], `seed ${seed}, ${way}`).toEqual(['exact', 0])
    tally.receipts += before
  }
  console.log(`copies of seed ${seed}:\n${lines.sort().join('\n')}`)
}

for (const { seed, kills, timeoutMs } of rigWorlds(2, 8)) {
  it(
    `E2 a copy taken in a pause and put back is given what it lacks by devices that went on, nothing twice (seed ${seed})`,
    () => tallied('backup', seed, (tally) => putBackAndLook(seed, kills, tally)),
    timeoutMs
  )
}

async function putBackAndLook(seed: number, kills: number, tally: Tally): Promise<void> {
  const random = createSeededRandom(seed)
  const data = join(await makeFolder(scope, 'relay'), 'data')
  const copy = join(await makeFolder(scope, 'copy'), 'data')
  let relay = await startRelay(scope, { data })
  const { url, port } = relay
  const documents = ['n/one', 'n/two']
  const seats = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const folder = await makeFolder(scope, name)
      return { folder, typist: await startTypist(scope, { url, folder, name, documents, everyMs: 10 }) }
    })
  )
  const untilNews = async (what: string): Promise<void> => {
    const before = seats.map(({ typist }) => typist.receipts)
    await untilTrue(() => {
      for (const { typist } of seats) typist.retry()
      return seats.every(({ typist }, index) => typist.receipts > before[index]!)
    }, what)
  }
  for (let round = 0; round < kills; round++) {
    await untilNews(`receipts in round ${round}`)
    await makeCopy('paused', { relay, from: data, to: copy, random })
    await untilNews(`receipts after the copy of round ${round}`)
    await pause(random.float() * 300)
    await relay.kill()
    tally.kills += 1
    await putBack(copy, data)
    relay = await startRelay(scope, { data, port })
  }
  await untilNews('receipts at the end')
  await Promise.all(seats.map(({ typist }) => typist.kill()))
  tally.kills += seats.length

  // Their stores, opened by those who only look.
  const again = await Promise.all(seats.map(({ folder }) => openNodeDevice(scope, { url, folder })))
  for (const device of again) await device.settled()
  const fresh = await openNodeDevice(scope, { url, name: 'Fresh' })
  await fresh.settled()
  for (const [index, document] of documents.entries()) {
    const text = await fresh.read(document)
    for (const { typist } of seats) {
      const found = tokensOf(typist.name, text)
      expect(found, `seed ${seed}`).toEqual(expectedTokens(index, documents.length, found.at(-1) ?? -1))
      expect(found.at(-1), `seed ${seed}`).toBeGreaterThanOrEqual(typist.saved - documents.length + 1)
      tally.receipts += expectedTokens(index, documents.length, typist.relayed.get(document) ?? -1).length
    }
    for (const device of again) {
      await untilTrue(async () => (await device.read(document)) === text, `${document} the same everywhere`)
    }
  }
}
