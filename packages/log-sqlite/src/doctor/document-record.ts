// What a document's row has to say by its entries and snapshots, gathered while going along a space's entries.

import { isFoldable } from '@weft/relay/log'
import type { DocumentRow } from '../rows/document-rows.js'
import type { EntryRow } from '../rows/entry-rows.js'

export interface SnapshotPlace {
  readonly position: number
  /** Of the last entry it covers; null where the snapshot cannot be read. */
  readonly ordinal: number | null
  readonly isVerified: boolean
}

/** Positions between which entries of the document are missing. */
export interface Gap {
  readonly after: number
  readonly before: number
}

export interface DocumentRecord {
  readonly ref: number
  /** The newest first. */
  readonly snapshots: readonly SnapshotPlace[]
  readonly gaps: Gap[]
  /** Ordinal from which on all entries are there, up to the last. 0: there is no entry. */
  wholeFrom: number
  lastOrdinal: number
  lastPosition: number
  lastReplica: number
  /** Last position of another replica than the last writer; null where that lies beyond what is there. */
  otherPosition: number | null
  /** Positions of foldable entries, as many as the newest snapshots may leave uncovered. */
  readonly foldable: number[]
}

export function createRecord(ref: number, snapshots: readonly SnapshotPlace[]): DocumentRecord {
  const counts = { wholeFrom: 0, lastOrdinal: 0, lastPosition: 0, lastReplica: 0, otherPosition: null }
  return { ref, snapshots, gaps: [], foldable: [], ...counts }
}

export function addEntry(record: DocumentRecord, row: EntryRow): void {
  const isFirst = record.lastOrdinal === 0
  if (isFirst) record.otherPosition = row.ordinal === 1 ? 0 : null
  else if (record.lastReplica !== row.replica) record.otherPosition = record.lastPosition
  if (isFirst || row.ordinal !== record.lastOrdinal + 1) record.wholeFrom = row.ordinal
  if (!isFirst && row.ordinal !== record.lastOrdinal + 1) {
    record.gaps.push({ after: record.lastPosition, before: row.position })
  }
  record.lastOrdinal = row.ordinal
  record.lastPosition = row.position
  record.lastReplica = row.replica
  if (isFoldable(row)) record.foldable.push(row.position)
}

/** Whether its content can be made from a snapshot that can be read, or from none, and the entries after it. */
export function isContentWhole(record: DocumentRecord, entries: number): boolean {
  const bases = [0, ...record.snapshots.flatMap(({ ordinal }) => (ordinal === null ? [] : [ordinal]))]
  const isCovered = (base: number): boolean =>
    base === entries ||
    (record.lastOrdinal === entries && record.wholeFrom > 0 && record.wholeFrom <= base + 1)
  return bases.some(isCovered)
}

/** How many entries the document has had: by its last one, or its newest snapshot. */
export const entriesOf = ({ lastOrdinal, snapshots }: DocumentRecord): number =>
  Math.max(lastOrdinal, ...snapshots.map(({ ordinal }) => ordinal ?? 0))

/** The row by what is there; what that does not tell stays as the row has it. `readable` is where readers begin. */
export function countsOf(
  record: DocumentRecord,
  row: DocumentRow | undefined
): Omit<DocumentRow, 'ref' | 'document' | 'clocks'> {
  const newest = record.snapshots.find(({ isVerified, ordinal }) => isVerified && ordinal !== null)
  const covered = newest?.position ?? 0
  const isFromSnapshot = record.lastPosition < covered
  return {
    entries: entriesOf(record),
    pending: record.foldable.filter((position) => position > covered).length,
    lastPosition: Math.max(record.lastPosition, row?.lastPosition ?? covered),
    lastReplica: isFromSnapshot || record.lastOrdinal === 0 ? (row?.lastReplica ?? 0) : record.lastReplica,
    otherPosition: record.otherPosition ?? row?.otherPosition ?? covered
  }
}
