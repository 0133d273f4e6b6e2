// What becomes of what was set aside: tried again as a give-back, or dropped with the document rebuilt (B5).

import { hashBytes, startMark } from '@weft/protocol'
import type { ChunkItem, ContentsItem } from '../records/chunk-record.js'
import { UnreadableRecord } from '../records/versioned.js'
import type { Draft } from './draft.js'
import type { KindPayload } from './payloads.js'
import { readLocations } from './read-content.js'

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
    if (row.type !== 'edits' || !row.items.some((item) => item.document === document)) continue
    for (const { document: name, kind, place } of row.items) {
      if (name !== document || !('payload' in place)) continue
      inline.push({ document, kind, position: 0, time: row.time, payload: place.payload })
    }
    const items = row.items.filter((item) => item.document !== document)
    if (items.length > 0) draft.putRow({ ...row, items }, sequence)
    else draft.deleteRow(sequence)
  }
  if (inline.length > 0) draft.addChunk(inline)
  draft.putRow({ type: 'give-back', time, documents: [document], upTo: draft.state.sequence })
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
  const unproven = new Set<string>()
  for (const [sequence, row] of draft.memory.outbox) {
    if (row.type === 'give-back') for (const name of row.documents) unproven.add(name)
    else {
      const inline: ChunkItem[] = []
      for (const item of row.items) {
        unproven.add(item.document)
        if (item.document === document || !('payload' in item.place)) continue
        const { kind, place } = item
        inline.push({ document: item.document, kind, position: 0, time: row.time, payload: place.payload })
      }
      if (inline.length > 0) draft.addChunk(inline)
    }
    draft.deleteRow(sequence)
  }
  for (const batch of draft.sent) {
    for (const item of batch.items) unproven.add(item.document)
    draft.deleteBatch(batch.batch)
  }
  draft.sent = []
  unproven.delete(document)

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
  draft.patch({
    replica,
    replaces: draft.state.replica,
    greeting: 0,
    made: { batch: 0, chain: new Uint8Array(hashBytes) },
    acknowledged: 0,
    cursor: startMark,
    checkpoint: null,
    catchUp: null
  })
  if (unproven.size > 0) {
    draft.putRow({ type: 'give-back', time, documents: [...unproven].sort(), upTo: draft.state.sequence })
  }

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
