// Many small outbox rows into one chunk: a day of typing without a relay stays few records.

import * as Y from 'yjs'
import type { ChunkItem } from '../records/chunk-record.js'
import type { Inline, OutboxItem } from '../records/outbox-record.js'
import type { Draft } from './draft.js'
import type { ReplicaMemory } from './memory.js'

/** A spill is due at so many rows with inline payloads. */
export const spillRows = 64

export function isSpillDue(memory: ReplicaMemory): boolean {
  let rows = 0
  for (const row of memory.outbox.values()) {
    if (row.type === 'edits' && row.items.some((item) => 'payload' in item.place)) rows++
  }
  return rows >= spillRows
}

interface Merged {
  readonly document: string
  readonly kind: number
  edits: number
  time: number
  readonly payloads: Uint8Array[]
}

/**
 * Moves every inline payload to one chunk, merged by document and kind, and leaves one row that points there. Rows keep
 * their order against give-backs because those are older than any edit that follows them (E2): the new row comes last.
 */
export function spillOutbox(draft: Draft): void {
  const merged = new Map<string, Merged>()
  const kept: { sequence: number; items: OutboxItem[]; time: number }[] = []
  let oldest = Number.POSITIVE_INFINITY
  for (const [sequence, row] of draft.memory.outbox) {
    if (row.type === 'give-back') continue
    const inline = row.items.filter((item): item is OutboxItem & { place: Inline } => 'payload' in item.place)
    if (inline.length === 0) continue
    oldest = Math.min(oldest, row.time)
    for (const item of inline) {
      const key = `${item.kind} ${item.document}`
      const known = merged.get(key)
      if (known) {
        known.edits += item.edits
        known.time = Math.max(known.time, row.time)
        known.payloads.push(item.place.payload)
      } else {
        const { document, kind, edits } = item
        merged.set(key, { document, kind, edits, time: row.time, payloads: [item.place.payload] })
      }
    }
    const others = row.items.filter((item) => !('payload' in item.place))
    if (others.length > 0) kept.push({ sequence, items: others, time: row.time })
    else draft.deleteRow(sequence)
  }
  if (merged.size === 0) return
  const list = [...merged.values()]
  const { key, chunk } = draft.addChunk(
    list.map(
      (item): ChunkItem => ({
        document: item.document,
        kind: item.kind,
        position: 0,
        time: item.time,
        payload: item.payloads.length === 1 ? (item.payloads[0] as Uint8Array) : Y.mergeUpdates(item.payloads)
      })
    )
  )
  for (const row of kept) draft.putRow({ type: 'edits', time: row.time, items: row.items }, row.sequence)
  draft.putRow({
    type: 'edits',
    time: oldest,
    items: chunk.contents.items.map((item, index) => ({
      document: item.document,
      kind: item.kind,
      edits: list[index]?.edits ?? 1,
      place: { chunk: key, offset: item.offset, length: item.length }
    }))
  })
}
