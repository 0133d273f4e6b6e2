// Content out of the store: the payloads of documents, from chunks and from inline outbox rows.

import { assertIntact, payloadOf } from '../records/chunk-record.js'
import { UnreadableRecord } from '../records/versioned.js'
import type { ReadTransaction } from '../store/port.js'
import type { Location } from './content-index.js'
import type { ReplicaMemory } from './memory.js'
import type { KindPayload } from './payloads.js'

export interface DocumentContent {
  readonly document: string
  readonly payloads: readonly KindPayload[]
  /** Set when a record that holds some of it cannot be read; then nothing of it may be shown as the document (D4). */
  readonly unreadable: string | null
}

/** Everything the store holds of each document. Chunks that several share are read once. */
export async function readDocuments(
  memory: ReplicaMemory,
  tx: ReadTransaction,
  documents: readonly string[]
): Promise<DocumentContent[]> {
  const locations = documents.map((document) => memory.index.locate(document))
  const chunks = await readChunks(
    tx,
    locations.flatMap((list) => list.map((location) => location.chunk))
  )
  return documents.map((document, index) => {
    const payloads: KindPayload[] = []
    try {
      for (const location of locations[index] ?? []) payloads.push(read(memory, chunks, location))
    } catch (error) {
      if (error instanceof UnreadableRecord) return { document, payloads: [], unreadable: error.message }
      throw error
    }
    payloads.push(...inlinePayloads(memory, document, 0))
    return { document, payloads, unreadable: null }
  })
}

/** What chunks up to `upTo` hold of a document, for a give-back. */
export async function readLocations(
  memory: ReplicaMemory,
  tx: ReadTransaction,
  locations: readonly Location[]
): Promise<KindPayload[]> {
  const chunks = await readChunks(
    tx,
    locations.map((location) => location.chunk)
  )
  return locations.map((location) => read(memory, chunks, location))
}

/** Inline outbox payloads of a document in rows after `after`. */
export function inlinePayloads(memory: ReplicaMemory, document: string, after: number): KindPayload[] {
  const payloads: KindPayload[] = []
  for (const [sequence, row] of memory.outbox) {
    if (sequence <= after || row.type !== 'edits') continue
    for (const item of row.items) {
      if (item.document === document && 'payload' in item.place) {
        payloads.push({ kind: item.kind, payload: item.place.payload })
      }
    }
  }
  return payloads
}

async function readChunks(tx: ReadTransaction, chunks: readonly number[]): Promise<Map<number, Uint8Array>> {
  const keys = [...new Set(chunks)]
  const found = new Map<number, Uint8Array>()
  if (keys.length === 0) return found
  const values = await tx.getMany('chunks', keys)
  keys.forEach((key, index) => {
    const value = values[index]
    if (value) found.set(key, value)
  })
  return found
}

const checked = new WeakSet<Uint8Array>()

function read(
  memory: ReplicaMemory,
  chunks: ReadonlyMap<number, Uint8Array>,
  location: Location
): KindPayload {
  const chunk = chunks.get(location.chunk)
  const crc = memory.index.crcOf(location.chunk)
  try {
    if (!chunk || crc === undefined) throw new UnreadableRecord(`chunk ${location.chunk} is missing`)
    if (!checked.has(chunk)) {
      assertIntact(chunk, { crc })
      checked.add(chunk)
    }
    return { kind: location.item.kind, payload: payloadOf(chunk, location.item) }
  } catch (error) {
    memory.unreadable.set(`chunks/${location.chunk}`, { table: 'chunks', key: location.chunk })
    throw error
  }
}
