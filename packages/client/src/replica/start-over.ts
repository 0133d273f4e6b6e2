// How a store goes on as a new replica (E2, E3, B5): without batches, and giving back whole documents instead of edits.

import { hashBytes } from '@weft/protocol'
import type { ChunkItem } from '../records/chunk-record.js'
import type { EditsRow, OutboxItem } from '../records/outbox-record.js'
import type { Draft } from './draft.js'

/**
 * Empties the outbox and forgets all batches. Gives the documents that had anything in them: what has no proof of
 * standing in the log. What lay in the outbox itself goes to a chunk, but for that of `given up`.
 */
export function takeUnproven(draft: Draft, givenUp?: string): Set<string> {
  const unproven = new Set<string>()
  const inline: ChunkItem[] = []
  for (const [sequence, row] of draft.memory.outbox) {
    if (row.type === 'give-back') for (const document of row.documents) unproven.add(document)
    else {
      for (const { document } of row.items) unproven.add(document)
      inline.push(...inlineOf(row, ({ document }) => document !== givenUp))
    }
    draft.deleteRow(sequence)
  }
  for (const { batch, items } of draft.sent) {
    for (const { document } of items) unproven.add(document)
    draft.deleteBatch(batch)
  }
  draft.sent = []
  if (inline.length > 0) draft.addChunk(inline)
  if (givenUp !== undefined) unproven.delete(givenUp)
  return unproven
}

/** What lies in an edits row itself and not in a chunk. */
export function inlineOf(row: EditsRow, isWanted: (item: OutboxItem) => boolean): ChunkItem[] {
  return row.items.flatMap((item) => {
    const { document, kind, place } = item
    if (!('payload' in place) || !isWanted(item)) return []
    return [{ document, kind, position: 0, time: row.time, payload: place.payload }]
  })
}

/** `replaces` is the replica whose place it takes, if it is to take one. */
export function becomeReplica(draft: Draft, replica: string, replaces: string | null): void {
  draft.patch({
    replica,
    replaces,
    greeting: 0,
    made: { batch: 0, chain: new Uint8Array(hashBytes) },
    acknowledged: 0
  })
}

/** All that chunks hold of these documents by now is to be pushed. */
export function giveBack(draft: Draft, documents: Iterable<string>, time: number): void {
  const sorted = [...documents].sort()
  if (sorted.length === 0) return
  draft.putRow({ type: 'give-back', time, documents: sorted, upTo: draft.state.sequence })
}
