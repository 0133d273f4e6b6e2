// The names of spaces and documents, also of damaged rows: the index over a table holds each name a second time.

import { isDocumentId, isSpaceId } from '@weft/protocol'
import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { blobs, integers, prepareRead, textOf, type Value } from '../database/sql.js'

export interface NamedRow {
  readonly ref: number
  /** Number of the space; of a space its own. */
  readonly space: number
  /** null where row and index do not agree and neither is proven by the row's checksum. */
  readonly name: string | null
  readonly isSound: boolean
}

/** The columns in the order of the row's checksum, which comes last. */
const tables = {
  spaces: {
    columns: [
      ...[integers('ref'), blobs('space', 'epoch'), integers('horizon')],
      ...[blobs('horizon_hash'), integers('horizon_edits', 'checksum')]
    ],
    indexed: `${integers('ref', 'ref')}, ${blobs('space')}`,
    isName: isSpaceId
  },
  documents: {
    columns: [
      ...[integers('ref', 'space'), blobs('document')],
      integers('entries', 'pending', 'last_position', 'last_replica', 'other_position', 'clocks', 'checksum')
    ],
    indexed: `${integers('ref', 'space')}, ${blobs('document')}`,
    isName: isDocumentId
  }
} as const

export function readNames(database: Database.Database, table: keyof typeof tables): Map<number, NamedRow> {
  const { columns, indexed, isName } = tables[table]
  const rows = new Map(
    rowsOf(database, `SELECT ${columns.join(', ')} FROM ${table} NOT INDEXED`).map((row) => [
      row[0] as number,
      row
    ])
  )
  const copies = new Map(
    rowsOf(database, `SELECT ${indexed} FROM ${table} INDEXED BY sqlite_autoindex_${table}_1`).map((copy) => [
      copy[0] as number,
      copy
    ])
  )
  const refs = [...new Set([...rows.keys(), ...copies.keys()])].sort((a, b) => a - b)
  return new Map(refs.map((ref) => [ref, toNamed(table, isName, ref, rows.get(ref), copies.get(ref))]))
}

function toNamed(
  table: keyof typeof tables,
  isName: (name: string) => boolean,
  ref: number,
  row: Value[] | undefined,
  copy: Value[] | undefined
): NamedRow {
  const at = table === 'spaces' ? 1 : 2
  const own = row && {
    space: (table === 'spaces' ? ref : row[1]) as number,
    bytes: row[at] as Uint8Array | null
  }
  const other = copy && { space: copy[1] as number, bytes: copy[2] as Uint8Array | null }
  const named = (place: typeof own, isSound: boolean): NamedRow => {
    const name = place?.bytes ? textOf(place.bytes) : null
    return { ref, space: place?.space ?? 0, name: name !== null && isName(name) ? name : null, isSound }
  }
  if (row && isWhole(row)) return named(own, true)
  if (row && other) {
    const mended = [...row]
    mended[at] = other.bytes
    if (table === 'documents') mended[1] = other.space
    if (isWhole(mended)) return named(other, false)
    const agree = own?.space === other.space && Buffer.compare(own?.bytes ?? none, other.bytes ?? none) === 0
    return agree ? named(own, false) : { ...named(other, false), name: null }
  }
  return named(other, false)
}

const none = new Uint8Array()

const isWhole = (row: Value[]): boolean => row.at(-1) === checkOf(...row.slice(0, -1))

/** None where the pages on the way to them cannot be read; that is found by SQLite's own check. */
export function rowsOf(database: Database.Database, sql: string, ...values: readonly Value[]): Value[][] {
  try {
    return prepareRead(database, sql).rows(...values)
  } catch {
    return []
  }
}
