// What a relay that has stopped left in its files: the entries of the space, and what stands in them more than once.

import { systemClock, systemRandom } from '@weft/base'
import { openSqliteLog } from '@weft/log-sqlite'
import type { Entry } from '@weft/protocol'
import * as Y from 'yjs'
import { spaceName } from './node-device.js'

/** Every entry of the space, from the files of a relay that has stopped. */
export async function entriesOf(folder: string): Promise<Entry[]> {
  const log = await openSqliteLog({ folder, clock: systemClock, random: systemRandom })
  const entries: Entry[] = []
  for (;;) {
    const page = await log.read(spaceName, entries.at(-1)?.position ?? 0, 1_000_000)
    if (page.entries.length === 0) break
    entries.push(...page.entries)
  }
  await log.close()
  return entries
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
