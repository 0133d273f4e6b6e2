// What a relay that has stopped left in its files: the entries of the space, and what stands in them more than once.

import { systemClock, systemRandom } from '@weft/base'
import { openSqliteLog } from '@weft/log-sqlite'
import { advanceMark, type Entry, startMark } from '@weft/protocol'
import type { Log } from '@weft/relay/log'
import * as Y from 'yjs'
import { spaceName } from './node-device.js'
import type { RawReceipt } from './raw-device.js'

/** Every entry of the space, from the files of a relay that has stopped. */
export async function entriesOf(folder: string): Promise<Entry[]> {
  const log = await openSqliteLog({ folder, clock: systemClock, random: systemRandom })
  try {
    return await readAll(log)
  } finally {
    await log.close()
  }
}

export async function readAll(log: Log): Promise<Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const page = await log.read(spaceName, entries.at(-1)?.position ?? 0, 1_000_000)
    if (page.entries.length === 0) return entries
    entries.push(...page.entries)
  }
}

/** The running hash at each position, in hexadecimal. */
export function hashesOf(entries: readonly Entry[]): Map<number, string> {
  const hashes = new Map<number, string>()
  let mark = startMark
  for (const entry of entries) {
    mark = advanceMark(mark, [entry])
    hashes.set(mark.position, Buffer.from(mark.hash).toString('hex'))
  }
  return hashes
}

/** Names each receipt of which the log does not hold what it was given for, by position and running hash. */
export function receiptsWithout(entries: readonly Entry[], receipts: readonly RawReceipt[]): string[] {
  const hashes = hashesOf(entries)
  return receipts
    .filter(({ position, hash }) => hashes.get(position) !== hash)
    .map(({ position }) => `receipt at ${position}, of ${entries.length} entries`)
}

/** The text of each document, as its entries give it. */
export function textsOf(entries: readonly Entry[]): Map<string, string> {
  const docs = new Map<string, Y.Doc>()
  for (const { document, payload } of entries) {
    const doc = docs.get(document) ?? new Y.Doc()
    docs.set(document, doc)
    if (payload !== null) Y.applyUpdate(doc, payload)
  }
  return new Map([...docs].map(([document, doc]) => [document, doc.getText('text').toString()]))
}

/** Structs of a document that more than one entry holds, as a text for each. Deletions may be told by several. */
export function structsTwice(entries: readonly Entry[]): string[] {
  const known = new Map<number, { from: number; to: number; position: number }[]>()
  const twice: string[] = []
  for (const { position, payload } of entries) {
    if (payload === null) continue
    for (const struct of Y.decodeUpdate(payload).structs) {
      if (struct instanceof Y.Skip) continue
      const { client, clock } = struct.id
      const range = { from: clock, to: clock + struct.length, position }
      const ofClient = known.get(client) ?? []
      const before = ofClient.find(({ from, to }) => from < range.to && range.from < to)
      if (before) twice.push(`${client} ${range.from}-${range.to}: at ${before.position} and ${position}`)
      known.set(client, [...ofClient, range])
    }
  }
  return twice
}
