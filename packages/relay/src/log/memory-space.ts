// One space of the memory log: its rows in maps, and the questions asked of them.

import { type Behind, checkpointEvery, type Entry, type Mark, startMark } from '@weft/protocol'
import type { DocumentClocks } from '@weft/yjs-guard'
import type { AppendedBatch, AppendedEntries, HashedEntry } from './decide-append.js'
import {
  changedAtOf,
  type DatedSnapshot,
  type FoldableDocument,
  foldDocument,
  isFoldable,
  mergeDocument
} from './fold-document.js'
import type { DocumentsPage, DocumentsQuery, FoldReport, FoldRequest, StoredDocument } from './port.js'
import type { BatchRecord, ReplicaRecord, SpaceRecord } from './records.js'

interface MemoryDocument {
  clocks: DocumentClocks
  snapshot: DatedSnapshot | null
  lastChange: number
  /** Positions of its entries that are still there, in order. */
  positions: number[]
}

interface Records extends FoldableDocument {
  readonly entries: readonly Entry[]
}

export class MemorySpace {
  readonly epoch: string
  readonly replicas = new Map<string, ReplicaRecord>()
  readonly #space: string
  readonly #entries = new Map<number, HashedEntry>()
  readonly #checkpoints = new Map<number, Uint8Array>()
  readonly #documents = new Map<string, MemoryDocument>()
  /** By replica, then by number. */
  readonly #batches = new Map<string, Map<number, BatchRecord>>()
  #head: Mark = startMark
  #horizon = 0

  constructor(space: string, epoch: string) {
    this.#space = space
    this.epoch = epoch
  }

  get record(): SpaceRecord {
    return { space: this.#space, epoch: this.epoch, head: this.#head, horizon: this.#horizon }
  }

  get documentCount(): number {
    return this.#documents.size
  }

  clocksOf(document: string): DocumentClocks | undefined {
    return this.#documents.get(document)?.clocks
  }

  stateOf(document: string): Uint8Array {
    const stored = this.#documents.get(document)
    return mergeDocument(stored ? this.#foldable(stored) : { snapshot: null, entries: [] })
  }

  batchOf(replica: string, batch: number): BatchRecord | undefined {
    return this.#batches.get(replica)?.get(batch)
  }

  forgetBatches(replica: string, below: number): void {
    const batches = this.#batches.get(replica)
    for (const batch of batches?.keys() ?? []) if (batch < below) batches?.delete(batch)
  }

  /** The running hash at a position, as far as the log still has it. */
  hashAt(position: number): Uint8Array | undefined {
    return this.#entries.get(position)?.hash ?? this.#checkpoints.get(position)
  }

  write(replica: string, appended: AppendedBatch): void {
    this.writeEntries(appended)
    const batches = this.#batches.get(replica) ?? new Map<number, BatchRecord>()
    batches.set(appended.batch.batch, appended.batch)
    this.#batches.set(replica, batches)
    const row = this.replicas.get(replica)
    if (row) this.replicas.set(replica, { ...row, held: appended.held })
  }

  writeEntries(appended: AppendedEntries): void {
    for (const hashed of appended.entries) {
      const { position, document } = hashed.entry
      this.#entries.set(position, hashed)
      if (position % checkpointEvery === 0) this.#checkpoints.set(position, hashed.hash)
      const clocks = appended.documents.get(document)?.clocks
      if (!clocks) throw new Error('L4: an entry without what the guard knows of its document')
      const stored = this.#documents.get(document) ?? { clocks, snapshot: null, lastChange: 0, positions: [] }
      stored.clocks = clocks
      stored.lastChange = position
      stored.positions.push(position)
      this.#documents.set(document, stored)
    }
    this.#head = appended.head
  }

  entriesAfter(after: number, limitBytes: number): HashedEntry[] {
    const found: HashedEntry[] = []
    let bytes = 0
    for (let position = after + 1; position <= this.#head.position; position++) {
      const hashed = this.#entries.get(position)
      if (!hashed) throw new Error(`L7: the log has no entry ${position}`)
      bytes += hashed.entry.payload.length
      if (found.length > 0 && bytes > limitBytes) break
      found.push(hashed)
    }
    return found
  }

  documentsPage(query: DocumentsQuery): DocumentsPage {
    const matching = [...this.#documents].filter(([, { lastChange }]) => lastChange > query.since)
    const documents: StoredDocument[] = []
    let bytes = 0
    const following = matching.filter(([id]) => id > query.after).sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [id] of following) {
      const stored = this.document(id, query.base)
      if (!stored) continue
      bytes += sizeOf(stored)
      if (documents.length > 0 && bytes > query.limitBytes) {
        return { documents, done: false, total: matching.length }
      }
      documents.push(stored)
    }
    return { documents, done: true, total: matching.length }
  }

  document(document: string, base: number): StoredDocument | undefined {
    const stored = this.#documents.get(document)
    if (!stored) return undefined
    const { snapshot, entries } = this.#foldable(stored)
    const upToBase = entries.filter(({ position }) => position <= base)
    const changedAt = changedAtOf({ snapshot, entries: upToBase })
    // None of it is as old as the base: it comes with the entries after.
    return changedAt === undefined ? undefined : { document, changedAt, snapshot, entries: upToBase }
  }

  behind(replica: string, cursor: number): Behind {
    const documents = new Set<string>()
    let edits = 0
    let since = 0
    for (let position = Math.max(cursor, this.#horizon) + 1; position <= this.#head.position; position++) {
      const entry = this.#entries.get(position)?.entry
      if (!entry || entry.replica === replica) continue
      documents.add(entry.document)
      edits += entry.edits
      since ||= entry.time
    }
    return { edits, documents: documents.size, since, exact: cursor >= this.#horizon }
  }

  fold({ minEntries, deleteBefore }: FoldRequest): FoldReport {
    let snapshots = 0
    for (const stored of this.#documents.values()) {
      const foldable = this.#foldable(stored)
      if (foldable.entries.filter(isFoldable).length < Math.max(1, minEntries)) continue
      stored.snapshot = foldDocument(foldable) ?? stored.snapshot
      snapshots++
    }
    const deletedEntries = deleteBefore === null ? 0 : this.#deleteBefore(deleteBefore)
    return { snapshots, deletedEntries, horizon: this.#horizon }
  }

  /** Entries go from the oldest on, up to the first that is too young or that no snapshot covers. */
  #deleteBefore(time: number): number {
    let deleted = 0
    for (let position = this.#horizon + 1; position <= this.#head.position; position++) {
      const entry = this.#entries.get(position)?.entry
      if (!entry || entry.time >= time) break
      const stored = this.#documents.get(entry.document)
      if (isFoldable(entry)) {
        if (!stored || position > (stored.snapshot?.position ?? 0)) break
        stored.positions = stored.positions.filter((kept) => kept !== position)
        this.#checkpoints.set(position, this.#entries.get(position)?.hash ?? startMark.hash)
        if ((position - 1) % checkpointEvery !== 0) this.#checkpoints.delete(position - 1)
        this.#entries.delete(position)
        deleted++
      }
      this.#horizon = position
    }
    return deleted
  }

  /** The snapshot, and the entries that are after it or of a kind no snapshot covers. */
  #foldable({ snapshot, positions }: MemoryDocument): Records {
    const covered = snapshot?.position ?? 0
    const entries = positions
      .map((position) => this.#entries.get(position)?.entry)
      .filter((entry): entry is HashedEntry['entry'] => entry !== undefined)
      .filter((entry) => entry.position > covered || !isFoldable(entry))
    return { snapshot, entries }
  }
}

function sizeOf({ snapshot, entries }: StoredDocument): number {
  const bytes = (entry: Entry): number => entry.payload?.length ?? 0
  return (snapshot?.payload.length ?? 0) + entries.reduce((sum, entry) => sum + bytes(entry), 0)
}
