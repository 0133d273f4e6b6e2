// Many small outbox rows into one chunk: a day of typing without a relay stays few records.

import * as Y from 'yjs'
import type { ChunkItem, ContentsItem } from '../records/chunk-record.js'
import type { EditsRow, Inline, OutboxItem } from '../records/outbox-record.js'
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

/** Inline updates of one document and kind with nothing of that document in between. */
interface Run {
  readonly document: string
  readonly kind: number
  edits: number
  /** Wall time of the oldest and the newest, ms. */
  readonly oldest: number
  newest: number
  readonly payloads: Uint8Array[]
}

type Part = { readonly run: Run } | { readonly row: EditsRow }

/**
 * Moves every inline payload to one chunk, merged by document and kind, and leaves rows that point there. A document's
 * edits keep their order, since each may lean on the one before (B4): what lies in a chunk already stays between them.
 * All rows that follow the first inline one get new numbers; give-backs are older than any edit that follows them (E2).
 */
export function spillOutbox(draft: Draft): void {
  const parts: Part[] = []
  const lastByDocument = new Map<string, Run>()
  for (const [sequence, row] of [...draft.memory.outbox].sort(([a], [b]) => a - b)) {
    if (row.type === 'give-back') continue
    const inline = row.items.filter(isInline)
    const placed = row.items.filter((item) => !isInline(item))
    if (inline.length === 0 && parts.length === 0) continue
    draft.deleteRow(sequence)
    for (const item of inline) addInline(parts, lastByDocument, item, row.time)
    for (const { document } of placed) lastByDocument.delete(document)
    if (placed.length > 0) parts.push({ row: { ...row, items: placed } })
  }
  const runs = parts.flatMap((part) => ('run' in part ? part.run : []))
  if (runs.length === 0) return
  const { key, chunk } = draft.addChunk(runs.map(toChunkItem))
  let spilled: { time: number; items: OutboxItem[] } | undefined
  let at = 0
  const putSpilled = (): void => {
    if (spilled) draft.putRow({ type: 'edits', ...spilled })
    spilled = undefined
  }
  for (const part of parts) {
    if ('row' in part) {
      putSpilled()
      draft.putRow(part.row)
      continue
    }
    const { document, kind, edits, oldest } = part.run
    const { offset, length } = chunk.contents.items[at++] as ContentsItem
    spilled ??= { time: oldest, items: [] }
    spilled.time = Math.min(spilled.time, oldest)
    spilled.items.push({ document, kind, edits, place: { chunk: key, offset, length } })
  }
  putSpilled()
}

function addInline(
  parts: Part[],
  lastByDocument: Map<string, Run>,
  { document, kind, edits, place }: OutboxItem & { place: Inline },
  time: number
): void {
  const last = lastByDocument.get(document)
  if (last?.kind === kind) {
    last.edits += edits
    last.newest = time
    last.payloads.push(place.payload)
    return
  }
  const run: Run = { document, kind, edits, oldest: time, newest: time, payloads: [place.payload] }
  lastByDocument.set(document, run)
  parts.push({ run })
}

const isInline = (item: OutboxItem): item is OutboxItem & { place: Inline } => 'payload' in item.place

function toChunkItem({ document, kind, newest, payloads }: Run): ChunkItem {
  const payload = payloads.length === 1 ? (payloads[0] as Uint8Array) : Y.mergeUpdates(payloads)
  return { document, kind, position: 0, time: newest, payload }
}
