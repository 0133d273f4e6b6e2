// One space as those see it who examine or salvage it: its row where that is sound, and its documents by number.

import type Database from 'libsql'
import { integers } from '../database/sql.js'
import type { SpaceName } from '../rows/entry-rows.js'
import type { SpaceRow } from '../rows/space-rows.js'
import type { Tables } from '../rows/tables.js'
import { createRecord, type DocumentRecord, type SnapshotPlace } from './document-record.js'
import { type NamedRow, rowsOf } from './read-names.js'
import type { ScanRange } from './scan-entries.js'

export interface SpaceContext {
  readonly database: Database.Database
  readonly tables: Tables
  readonly named: NamedRow
  /** With an empty name where it cannot be read. */
  readonly name: SpaceName
  readonly row: SpaceRow | undefined
  readonly documents: ReadonlyMap<number, NamedRow>
  readonly records: ReadonlyMap<number, DocumentRecord>
  readonly range: ScanRange
}

export function spaceContext(
  database: Database.Database,
  tables: Tables,
  named: NamedRow,
  documents: readonly NamedRow[]
): SpaceContext {
  const name = { ref: named.ref, space: named.name ?? '' }
  const row = named.isSound ? tables.spaces.row(named.ref) : undefined
  const records = documents.map(({ ref }) => createRecord(ref, snapshotsOf(tables, name, ref)))
  const placed = { database, tables, name, records }
  return {
    ...{ database, tables, named, name, row },
    documents: new Map(documents.map((document) => [document.ref, document])),
    records: new Map(records.map((record) => [record.ref, record])),
    range: rangeOf(placed, documents, row)
  }
}

function snapshotsOf(tables: Tables, space: SpaceName, document: number): SnapshotPlace[] {
  try {
    return tables.snapshots.positions(document).map(({ position, isVerified }) => {
      try {
        return {
          position,
          isVerified,
          ordinal: tables.snapshots.at(space, document, position)?.ordinal ?? null
        }
      } catch {
        return { position, isVerified, ordinal: null }
      }
    })
  } catch {
    return []
  }
}

/** The end is where sound rows say that the log was: a damaged number must not make a log of billions of entries. */
function rangeOf(
  {
    database,
    tables,
    name,
    records
  }: Pick<SpaceContext, 'database' | 'tables' | 'name'> & {
    readonly records: readonly DocumentRecord[]
  },
  documents: readonly NamedRow[],
  row: SpaceRow | undefined
): ScanRange {
  const ids = rowsOf(
    database,
    `SELECT ${integers('id & 0xFFFFFFFFFF')} FROM entries WHERE id > (?1 << 40) AND id < ((?1 + 1) << 40) ORDER BY id`,
    name.ref
  ).map(([position]) => position as number)
  const horizon = row?.horizon.position ?? (ids[0] ?? 1) - 1
  const ends = [
    horizon,
    ...documents
      .filter(({ isSound }) => isSound)
      .map(({ ref }) => tables.documents.byRef(name, ref).lastPosition),
    ...records.flatMap(({ snapshots }) =>
      snapshots.filter(({ ordinal }) => ordinal !== null).map(({ position }) => position)
    ),
    lastSound(tables, name, ids)
  ]
  return {
    horizon,
    end: ends.reduce((a, b) => Math.max(a, b)),
    kept: ids.filter((position) => position <= horizon)
  }
}

function lastSound(tables: Tables, name: SpaceName, ids: readonly number[]): number {
  for (let index = ids.length - 1; index >= 0; index--) {
    const position = ids[index] as number
    try {
      if (tables.entries.at(name, position)) return position
    } catch {
      // Damaged: the one before it tells at least how far the log went.
    }
  }
  return 0
}
