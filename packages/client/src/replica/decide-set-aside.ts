// What becomes of what was set aside: tried again as a give-back, or dropped with the document rebuilt (B5).

import { startMark } from '@weft/protocol'
import type { ChunkItem, ContentsItem } from '../records/chunk-record.js'
import { UnreadableRecord } from '../records/versioned.js'
import type { Draft } from './draft.js'
import type { KindPayload } from './payloads.js'
import { readLocations } from './read-content.js'
import { becomeReplica, giveBack, inlineOf, takeUnproven } from './start-over.js'

/**
 * Pushes the whole document again as a give-back: with its missing parts in it, and with client ids that are nobody's,
 * it can be taken where a single update could not. What waited behind the refusal is part of it.
 */
export function retrySetAside(draft: Draft, document: string, time: number): void {
  const records = [...draft.memory.setAside].filter(([, record]) => record.document === document)
  if (records.length === 0) return
  for (const [sequence] of records) draft.deleteSetAside(sequence)
  const inline: ChunkItem[] = []
  for (const [sequence, row] of draft.memory.outbox) {
    if (row.type !== 'edits') continue
    const items = row.items.filter((item) => item.document !== document)
    if (items.length === row.items.length) continue
    inline.push(...inlineOf(row, (item) => item.document === document))
    if (items.length > 0) draft.putRow({ ...row, items }, sequence)
    else draft.deleteRow(sequence)
  }
  if (inline.length > 0) draft.addChunk(inline)
  giveBack(draft, [document], time)
}

/**
 * Forgets everything this device holds of the document, set aside or waiting, and starts as a new replica from the
 * beginning of the log, which brings the document back as the relay has it. Other documents lose nothing: what of them
 * has no receipt is given back.
 */
export async function discardSetAside(
  draft: Draft,
  document: string,
  replica: string,
  time: number
): Promise<void> {
  for (const [sequence, record] of draft.memory.setAside) {
    if (record.document === document) draft.deleteSetAside(sequence)
  }
  const unproven = takeUnproven(draft, document)

  const chunks = new Set(draft.memory.index.locate(document).map((location) => location.chunk))
  for (const chunk of chunks) {
    const others = draft.memory.index.itemsOf(chunk).filter((item) => item.document !== document)
    const payloads = await readable(chunk, others)
    if (!payloads) {
      draft.addChunk([], [chunk])
      continue
    }
    const kept = others.map(
      (item, index): ChunkItem => ({
        document: item.document,
        kind: item.kind,
        position: item.position,
        time: item.time,
        payload: item.length === 0 ? null : (payloads[index]?.payload ?? null)
      })
    )
    draft.addChunk(kept, [chunk])
  }
  becomeReplica(draft, replica, draft.state.replica)
  draft.patch({ cursor: startMark, checkpoint: null, catchUp: null })
  giveBack(draft, unproven, time)

  /** Undefined for a chunk that cannot be read: the log brings its documents back too, from the beginning. */
  async function readable(chunk: number, items: readonly ContentsItem[]): Promise<KindPayload[] | undefined> {
    try {
      const locations = items.map((item) => ({ chunk, item }))
      // Its own document's part as well: the chunk may be whole but for that.
      return await readLocations(draft.memory, draft.tx, locations)
    } catch (error) {
      if (error instanceof UnreadableRecord) return undefined
      throw error
    }
  }
}
