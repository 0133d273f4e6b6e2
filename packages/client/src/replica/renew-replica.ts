// A new replica in the place of one that the log cannot go on with (E2, E3): nothing of it is taken as acknowledged.

import { entryKind, hashBytes, type Standing, startMark } from '@weft/protocol'
import type { ChunkItem } from '../records/chunk-record.js'
import type { Inline, OutboxItem } from '../records/outbox-record.js'
import type { Draft } from './draft.js'

export type RenewReason = Exclude<Standing, 'ok' | 'closed'>

/** Reasons for which what stands below the cursor is no longer proven to be in the log. */
const voidsCursor: ReadonlySet<RenewReason> = new Set([
  'cursor-ahead',
  'log-forked',
  'log-rolled-back',
  'epoch-changed'
])

/**
 * In the draft's one transaction: a new replica id, no batches, and an outbox that gives back whole documents instead
 * of what it held. When the log is another one, that is every document and the cursor starts anew. When only this
 * replica cannot go on, the cursor stands (the log was verified up to it) and it is each document that had anything
 * without proof of standing in the log.
 */
export function renewReplica(draft: Draft, reason: RenewReason, replica: string, time: number): void {
  const { memory } = draft
  const isOtherLog = voidsCursor.has(reason)
  const unproven = new Set<string>()
  for (const row of memory.outbox.values()) {
    if (row.type === 'give-back') for (const document of row.documents) unproven.add(document)
    else for (const item of row.items) unproven.add(item.document)
  }
  for (const batch of memory.sent) for (const item of batch.items) unproven.add(item.document)
  if (isOtherLog) for (const document of memory.index.documents()) unproven.add(document)

  moveInlineToChunk(draft, time)
  for (const sequence of memory.outbox.keys()) draft.deleteRow(sequence)
  for (const batch of memory.sent) draft.deleteBatch(batch.batch)
  draft.sent = []
  draft.patch({
    replica,
    // A replica that was replaced or removed speaks as another device: it takes nobody's place (E5, S4).
    replaces: reason === 'replica-replaced' || reason === 'replica-removed' ? null : draft.state.replica,
    greeting: 0,
    made: { batch: 0, chain: new Uint8Array(hashBytes) },
    acknowledged: 0
  })
  if (isOtherLog) {
    draft.patch({ epoch: null, cursor: startMark, highest: startMark, checkpoint: null, catchUp: null })
  }
  if (unproven.size > 0) {
    draft.putRow({ type: 'give-back', time, documents: [...unproven].sort(), upTo: draft.state.sequence })
  }
}

function moveInlineToChunk(draft: Draft, time: number): void {
  const items: ChunkItem[] = []
  for (const row of draft.memory.outbox.values()) {
    if (row.type !== 'edits') continue
    for (const item of row.items) {
      if (!isInline(item)) continue
      const { document, kind, place } = item
      items.push({ document, kind: kind || entryKind.update, position: 0, time, payload: place.payload })
    }
  }
  if (items.length > 0) draft.addChunk(items)
}

function isInline(item: OutboxItem): item is OutboxItem & { place: Inline } {
  return 'payload' in item.place
}
