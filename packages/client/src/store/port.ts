// The store port: one space's durable store on a device, as ordered tables of bytes with atomic transactions.
//
// What the bytes mean is ../records; adapters know nothing of it. Promises, checked by the contract suite:
// - write resolves only when the transaction is complete with strict durability (D1); what rejects changed nothing.
// - write transactions over the same tables run one after the other, across tabs and processes (T5).
// - inside a body only the transaction's own methods may be awaited (an IndexedDB transaction ends otherwise).

export const storeTables = [
  /** Text key: single values such as identity, cursor and counters. */
  'meta',
  /** Sequence number: content as it was written, many updates a record. */
  'chunks',
  /** The chunk's sequence number: which documents the chunk holds and where. */
  'contents',
  /** Sequence number of the chunk: edits that are in no batch yet. */
  'outbox',
  /** Batch number: batches that have no receipt yet. */
  'batches',
  /** Sequence number: updates that the relay refused, or records that could not be read. */
  'setAside',
  /** Shard number: summaries of documents for lists. */
  'summaries',
  /** Sequence number: the sync log. */
  'journal'
] as const

export type StoreTable = (typeof storeTables)[number]
/** `meta` has text keys, all other tables whole numbers from 0. */
export type StoreKey = string | number

export interface KeyRange {
  /** Keys greater than this. */
  readonly after?: StoreKey
  /** Keys up to this one. */
  readonly upTo?: StoreKey
  /** At most so many records, from the low end. */
  readonly limit?: number
}

export interface StoredRecord {
  readonly key: StoreKey
  readonly value: Uint8Array
}

export interface ReadTransaction {
  get(table: StoreTable, key: StoreKey): Promise<Uint8Array | undefined>
  /** Several keys of one table, in the order asked. */
  getMany(table: StoreTable, keys: readonly StoreKey[]): Promise<(Uint8Array | undefined)[]>
  /** Records in ascending order of key. */
  list(table: StoreTable, range?: KeyRange): Promise<StoredRecord[]>
  /** The highest key of a table, or undefined when it is empty. */
  lastKey(table: StoreTable): Promise<StoreKey | undefined>
}

export interface WriteTransaction extends ReadTransaction {
  put(table: StoreTable, key: StoreKey, value: Uint8Array): void
  delete(table: StoreTable, key: StoreKey): void
}

export interface Store {
  read<T>(tables: readonly StoreTable[], body: (tx: ReadTransaction) => Promise<T>): Promise<T>
  write<T>(tables: readonly StoreTable[], body: (tx: WriteTransaction) => Promise<T>): Promise<T>
  /** Whether the platform promised to keep the store. Asks for the promise when `ask` is set. */
  persistence(request?: 'look' | 'ask'): Promise<Persistence>
  /** Calls the listener when the store becomes unusable by itself (closed, deleted, blocking an upgrade). */
  onTrouble(listener: (trouble: StoreError) => void): () => void
  /** Idempotent; waits for transactions under way. */
  close(): Promise<void>
}

export type Persistence = 'persistent' | 'may-be-cleared' | 'unknown'

/** Where a device keeps its spaces. `name` is an id of SPEC P1; the device's own identity has the name `~device`, which is no id. */
export interface StoreProvider {
  /** Providers with the same key keep the same stores; without one each keeps its own. */
  readonly key?: string
  open(name: string): Promise<Store>
}

export type StoreErrorCode =
  | 'storage-full'
  | 'storage-blocked'
  | 'storage-closed'
  | 'storage-unavailable'
  | 'storage-newer'
  | 'storage-failed'

/** Any failure of a store. After `storage-closed` the store must be opened again. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
