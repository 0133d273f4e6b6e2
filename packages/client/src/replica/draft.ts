// The changes of one write transaction: written to the store at its end, applied to memory after it completed.

import { type Chunk, type ChunkItem, createChunk, encodeContents } from '../records/chunk-record.js'
import { encodeOutboxRow, type OutboxRow } from '../records/outbox-record.js'
import { encodeSent, type SentBatch, sentKey } from '../records/sent-record.js'
import { encodeSetAside, type SetAside } from '../records/set-aside-record.js'
import { encodeState, type ReplicaState, stateKey } from '../records/state-record.js'
import type { WriteTransaction } from '../store/port.js'
import type { ReplicaMemory } from './memory.js'

export interface Draft {
  readonly tx: WriteTransaction
  /** As the transaction found it; nothing in it changes before the transaction is complete. */
  readonly memory: ReplicaMemory
  readonly state: ReplicaState
  patch(change: Partial<ReplicaState>): void
  /** The next sequence number, taken inside the transaction (T5). */
  takeSequence(): number
  addChunk(
    items: readonly ChunkItem[],
    replaces?: readonly number[]
  ): { readonly key: number; readonly chunk: Chunk }
  /** The same for much content: several chunks of about 64 KiB, the size IndexedDB stores fastest. */
  addChunks(items: readonly ChunkItem[]): void
  putRow(row: OutboxRow, sequence?: number): void
  deleteRow(sequence: number): void
  sent: readonly SentBatch[]
  putBatch(batch: number, content: Uint8Array): void
  deleteBatch(batch: number): void
  putSetAside(record: SetAside): void
  deleteSetAside(sequence: number): void
  /** Call once, at the end of the body. */
  finish(): void
  /** Call once, after the transaction is complete. */
  applyToMemory(): void
}

export const contentTables = ['meta', 'chunks', 'contents', 'outbox', 'batches', 'setAside'] as const

export function createDraft(tx: WriteTransaction, memory: ReplicaMemory): Draft {
  let state = memory.state
  const applies: (() => void)[] = []
  const draft: Draft = {
    tx,
    memory,
    get state() {
      return state
    },
    patch: (change) => {
      state = { ...state, ...change }
    },
    takeSequence: () => {
      state = { ...state, sequence: state.sequence + 1 }
      return state.sequence
    },
    addChunk: (items, replaces = []) => {
      const key = draft.takeSequence()
      const chunk = createChunk(items, replaces)
      tx.put('chunks', key, chunk.bytes)
      tx.put('contents', key, encodeContents(chunk.contents))
      for (const replaced of replaces) {
        tx.delete('chunks', replaced)
        tx.delete('contents', replaced)
      }
      applies.push(() => memory.index.add(key, chunk.contents))
      return { key, chunk }
    },
    addChunks: (items) => {
      for (const group of groupBySize(items)) draft.addChunk(group)
    },
    putRow: (row, sequence = draft.takeSequence()) => {
      tx.put('outbox', sequence, encodeOutboxRow(row))
      applies.push(() => memory.outbox.set(sequence, row))
    },
    deleteRow: (sequence) => {
      tx.delete('outbox', sequence)
      applies.push(() => memory.outbox.delete(sequence))
    },
    sent: memory.sent,
    putBatch: (batch, content) => tx.put('batches', batch, content),
    deleteBatch: (batch) => tx.delete('batches', batch),
    putSetAside: (record) => {
      const key = draft.takeSequence()
      tx.put('setAside', key, encodeSetAside(record))
      applies.push(() => memory.setAside.set(key, record))
    },
    deleteSetAside: (sequence) => {
      tx.delete('setAside', sequence)
      applies.push(() => memory.setAside.delete(sequence))
    },
    finish: () => {
      // Also a change that adds no content takes a number, so that other tabs notice it.
      if (state.sequence === memory.state.sequence) draft.takeSequence()
      if (draft.sent !== memory.sent) tx.put('meta', sentKey, encodeSent(draft.sent))
      tx.put('meta', stateKey, encodeState(state))
    },
    applyToMemory: () => {
      for (const apply of applies) apply()
      memory.sent = draft.sent
      memory.state = state
    }
  }
  return draft
}

const chunkBytes = 64 * 1024

function groupBySize(items: readonly ChunkItem[]): ChunkItem[][] {
  const groups: ChunkItem[][] = []
  let group: ChunkItem[] = []
  let bytes = 0
  for (const item of items) {
    // Nothing for an own entry that came back as a header: its position counts all the same.
    const size = item.payload?.length ?? 0
    if (group.length === 0 || (bytes > 0 && bytes + size > chunkBytes)) {
      group = []
      groups.push(group)
      bytes = 0
    }
    group.push(item)
    bytes += size
  }
  return groups
}
