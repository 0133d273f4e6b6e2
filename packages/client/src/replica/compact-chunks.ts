// Many small chunks into one, merged by document, so that a store stays few records (D7).

import { entryKind } from '@weft/protocol'
import type { ChunkItem } from '../records/chunk-record.js'
import type { Draft } from './draft.js'
import type { ReplicaMemory } from './memory.js'
import { isKnownKind, type KindPayload, mergePayloads } from './payloads.js'
import { readLocations } from './read-content.js'

const smallBytes = 32 * 1024
const dueChunks = 64
/** Work of one transaction, so that a keystroke never waits long behind it. */
const mostBytes = 512 * 1024

/** The small chunks that one compaction takes, or none while it is not due. */
export function chunksToCompact(memory: ReplicaMemory): number[] {
  const inUse = new Set<number>()
  for (const row of memory.outbox.values()) {
    // A give-back counts on chunk numbers (E2), so nothing moves while one waits.
    if (row.type === 'give-back') return []
    for (const item of row.items) if ('chunk' in item.place) inUse.add(item.place.chunk)
  }
  const small = memory.index.chunks().filter(({ chunk, bytes }) => bytes < smallBytes && !inUse.has(chunk))
  if (small.length < dueChunks) return []
  const chosen: number[] = []
  let total = 0
  for (const { chunk, bytes } of small) {
    if (total + bytes > mostBytes) break
    chosen.push(chunk)
    total += bytes
  }
  return chosen.length > 1 ? chosen : []
}

/**
 * One transaction: the merged chunk appears and the old ones go. Nothing changes when a chunk cannot be read: it stays
 * where it is and shows when its document is opened (D4).
 */
export async function compactChunks(draft: Draft): Promise<number> {
  const chosen = chunksToCompact(draft.memory)
  const locations = chosen.flatMap((chunk) =>
    draft.memory.index.itemsOf(chunk).map((item) => ({ chunk, item }))
  )
  if (locations.length === 0) return 0
  const payloads = await readLocations(draft.memory, draft.tx, locations)
  const byDocument = new Map<string, { position: number; time: number; known: KindPayload[] }>()
  const items: ChunkItem[] = []
  locations.forEach(({ item }, index) => {
    const payload = payloads[index] as KindPayload
    const entry = byDocument.get(item.document) ?? { position: 0, time: 0, known: [] }
    byDocument.set(item.document, entry)
    entry.position = Math.max(entry.position, item.position)
    entry.time = Math.max(entry.time, item.time)
    if (item.length === 0) return
    if (isKnownKind(item.kind)) entry.known.push(payload)
    else {
      const { document, kind, position, time } = item
      items.push({ document, kind, position, time, payload: payload.payload })
    }
  })
  for (const [document, { position, time, known }] of byDocument) {
    const payload = mergePayloads(known) ?? null
    items.push({ document, kind: entryKind.update, position, time, payload })
  }
  draft.addChunk(items, chosen)
  return chosen.length
}
