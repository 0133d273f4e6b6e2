// A relay that is killed together with every device, whose stores are wiped before anybody looks: nobody is left to send anything again.

import { rm } from 'node:fs/promises'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { entriesOf, receiptsWithout, textsOf } from '../lib/log-entries.js'
import { openNodeDevice } from '../lib/node-device.js'
import type { RawReceipt } from '../lib/raw-device.js'
import { startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { type Tally, tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { startPushers } from './processes/pushers.js'
import { expectedTokens, startTypist, tokensOf } from './processes/typist.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

/** Of each world: what was told before any of its kills. */
interface Told {
  readonly receipts: RawReceipt[]
  /** The last token of a typist that its screen showed as sent, and its place among the typist's documents. */
  readonly shown: { readonly typist: string; readonly document: string; index: number; last: number }[]
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
    for (const { typist, document, index, last } of told.shown) {
      expectShown(typist, texts.get(document) ?? '', index, last, where)
    }
  }
  tally.receipts += told.receipts.length
  for (const { index, last } of told.shown)
    tally.receipts += expectedTokens(index, documents.length, last).length
  expect(told.receipts.length).toBeGreaterThan(rounds * 10)
  await lookFresh(data, told, `seed ${seed}`)
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
    for (const [index, document] of own.entries()) {
      told.shown.push({ typist: name, document, index, last: typist.relayed.get(document) ?? -1 })
    }
  } finally {
    await life.close()
  }
}

function expectShown(typist: string, text: string, index: number, last: number, where: string): void {
  const found = tokensOf(typist, text)
  const shown = expectedTokens(index, documents.length, last)
  expect(found.slice(0, shown.length), where).toEqual(shown)
  // What was sent and not shown as such may be there as well: in order, and once.
  expect(found, where).toEqual(expectedTokens(index, documents.length, found.at(-1) ?? -1))
}

/** The log served by a relay to a device that never was there says the same as its files. */
async function lookFresh(data: string, told: Told, where: string): Promise<void> {
  const { url } = await startRelay(scope, { data })
  const fresh = await openNodeDevice(scope, { url, name: 'Fresh' })
  await fresh.settled()
  for (const { typist, document, index, last } of told.shown) {
    expectShown(typist, await fresh.read(document), index, last, where)
  }
}
