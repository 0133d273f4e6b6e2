// A document as the tables have it: its snapshot and the entries beside it, with none missing.

import { hash } from 'node:crypto'
import type { Entry } from '@weft/protocol'
import { changedAtOf, mergeDocument, type StoredDocument } from '@weft/relay/log'
import { damaged } from '../database/damage.js'
import type { DocumentRow } from '../rows/document-rows.js'
import type { EntryRow, SpaceName } from '../rows/entry-rows.js'
import type { SnapshotRow } from '../rows/snapshot-rows.js'
import type { Tables } from '../rows/tables.js'

export interface DocumentRecords {
  readonly snapshot: SnapshotRow | null
  /** After the snapshot, and those of kinds no snapshot covers; in order. */
  readonly entries: readonly EntryRow[]
}

/** Entries up to `base`. An ordinal that is missing between the snapshot and the base is damage (SPEC L5). */
export function recordsOf(tables: Tables, space: SpaceName, row: DocumentRow, base: number): DocumentRecords {
  const snapshot = tables.snapshots.newest(space, row.ref) ?? null
  const covered = snapshot?.position ?? 0
  const entries = tables.entries.ofDocument(space, row.ref, covered, base)
  const first = snapshot?.ordinal ?? 0
  entries.forEach(({ ordinal, position }, index) => {
    if (ordinal !== first + 1 + index) throw damaged(space.space, position, 'An entry before this one')
  })
  if (base >= row.lastPosition && first + entries.length !== row.entries) {
    throw damaged(space.space, row.lastPosition, 'An entry')
  }
  const opaque = tables.entries.opaque(space, row.ref, Math.min(covered, base))
  return { snapshot, entries: [...opaque, ...entries] }
}

/** undefined when the log has nothing of the document that is as old as the base. */
export function storedDocument(
  tables: Tables,
  space: SpaceName,
  row: DocumentRow,
  base: number
): StoredDocument | undefined {
  const { snapshot, entries } = recordsOf(tables, space, row, base)
  const named = { snapshot, entries: entries.map((entry) => toEntry(tables, space, entry, row.document)) }
  const changedAt = changedAtOf(named)
  return changedAt === undefined ? undefined : { document: row.document, changedAt, ...named }
}

/** Everything the log has of the document, as one v1 update. */
export function stateOf(tables: Tables, space: SpaceName, row: DocumentRow): Uint8Array {
  const { snapshot, entries } = recordsOf(tables, space, row, row.lastPosition)
  return mergeDocument({ snapshot, entries })
}

export function toEntry(tables: Tables, space: SpaceName, row: EntryRow, document: string): Entry {
  const { position, batch, time, kind, edits, payload } = row
  const { device, replica } = tables.replicas.nameOf(space, row.replica)
  const payloadHash = new Uint8Array(hash('sha256', payload, 'buffer'))
  return { position, document, device, replica, batch, time, kind, edits, payloadHash, payload }
}
