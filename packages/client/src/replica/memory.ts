// What a tab remembers of its replica: everything but content, equal to the store as of `state.sequence`.

import { decodeContents } from '../records/chunk-record.js'
import { decodeOutboxRow, type OutboxRow } from '../records/outbox-record.js'
import { decodeSent, type SentBatch, sentKey } from '../records/sent-record.js'
import { decodeSetAside, type SetAside } from '../records/set-aside-record.js'
import { decodeState, type ReplicaState, stateKey } from '../records/state-record.js'
import { UnreadableRecord } from '../records/versioned.js'
import type { ReadTransaction, StoreTable } from '../store/port.js'
import { type ContentIndex, createContentIndex } from './content-index.js'

export interface ReplicaMemory {
  state: ReplicaState
  readonly index: ContentIndex
  readonly outbox: Map<number, OutboxRow>
  sent: readonly SentBatch[]
  readonly setAside: Map<number, SetAside>
  /** Records that could not be read (D4), by table and key. */
  readonly unreadable: Map<string, { readonly table: StoreTable; readonly key: number }>
}

export function createMemory(state: ReplicaState): ReplicaMemory {
  return {
    state,
    index: createContentIndex(),
    outbox: new Map(),
    sent: [],
    setAside: new Map(),
    unreadable: new Map()
  }
}

export async function readState(tx: ReadTransaction): Promise<ReplicaState | undefined> {
  const bytes = await tx.get('meta', stateKey)
  return bytes && decodeState(bytes)
}

/**
 * Brings the memory up to what the transaction sees. Every change of content takes a new sequence number, also when it
 * moves, so what is new lies behind `state.sequence` (T4). Everything is read before anything is changed: a read that
 * fails leaves the memory as it was.
 */
export async function syncMemory(
  memory: ReplicaMemory,
  tx: ReadTransaction,
  state: ReplicaState
): Promise<void> {
  const contents = await tx.list('contents', { after: memory.state.sequence })
  const rows = await tx.list('outbox')
  const setAside = await tx.list('setAside')
  const sent = decodeSent(await tx.get('meta', sentKey))
  for (const { key, value } of contents) {
    const read = readOrNote(memory, 'contents', key as number, () => decodeContents(value))
    if (read) memory.index.add(key as number, read)
  }
  memory.outbox.clear()
  for (const { key, value } of rows) {
    const row = readOrNote(memory, 'outbox', key as number, () => decodeOutboxRow(value))
    if (row) memory.outbox.set(key as number, row)
  }
  memory.setAside.clear()
  for (const { key, value } of setAside) {
    const record = readOrNote(memory, 'setAside', key as number, () => decodeSetAside(value))
    if (record) memory.setAside.set(key as number, record)
  }
  memory.sent = sent
  memory.state = state
}

function readOrNote<T>(memory: ReplicaMemory, table: StoreTable, key: number, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UnreadableRecord)) throw error
    memory.unreadable.set(`${table}/${key}`, { table, key })
    return undefined
  }
}

export interface WaitingCounts {
  readonly edits: number
  readonly documents: number
  /** Wall time of the oldest, ms. */
  readonly since: number | null
}

interface WaitingIndex {
  readonly sequence: number
  readonly counts: WaitingCounts
  readonly editsByDocument: ReadonlyMap<string, number>
}

/** Counted once for each state of a memory: a long outbox is asked about often. */
const indexes = new WeakMap<ReplicaMemory, WaitingIndex>()

/** Edits saved here that have no receipt: outbox rows and batches. */
export function countWaiting(memory: ReplicaMemory): WaitingCounts {
  return waitingIndex(memory).counts
}

/** The same for one document. */
export function countWaitingIn(memory: ReplicaMemory, document: string): number {
  return waitingIndex(memory).editsByDocument.get(document) ?? 0
}

function waitingIndex(memory: ReplicaMemory): WaitingIndex {
  const known = indexes.get(memory)
  if (known?.sequence === memory.state.sequence) return known
  const editsByDocument = new Map<string, number>()
  let edits = 0
  let since: number | null = null
  const add = (document: string, count: number): void => {
    edits += count
    editsByDocument.set(document, (editsByDocument.get(document) ?? 0) + count)
  }
  for (const row of memory.outbox.values()) {
    since = since === null ? row.time : Math.min(since, row.time)
    if (row.type === 'give-back') for (const document of row.documents) add(document, 1)
    else for (const item of row.items) add(item.document, item.edits)
  }
  for (const batch of memory.sent) {
    if (batch.acknowledgedAt !== null) continue
    since = since === null ? batch.time : Math.min(since, batch.time)
    for (const item of batch.items) add(item.document, item.edits)
  }
  const counts = { edits, documents: editsByDocument.size, since }
  const index = { sequence: memory.state.sequence, counts, editsByDocument }
  indexes.set(memory, index)
  return index
}

/** The highest position of a document's entries known here, receipts included: an own entry may be on its way back. */
export function lastPositionOf(memory: ReplicaMemory, document: string): number {
  let position = memory.index.lastPosition(document)
  for (const batch of memory.sent) {
    if (batch.acknowledgedAt === null || !batch.items.some((item) => item.document === document)) continue
    position = Math.max(position, batch.acknowledgedAt)
  }
  return position
}

/** Documents of which a record cannot be read; the record's own place where its documents are not known (D4). */
export function unreadableDocuments(memory: ReplicaMemory): string[] {
  const documents = new Set<string>()
  for (const [place, { table, key }] of memory.unreadable) {
    if (table !== 'chunks') documents.add(place)
    // None for a chunk that is gone: another one took its place, or its document was given up.
    else for (const item of memory.index.itemsOf(key)) documents.add(item.document)
  }
  return [...documents]
}
