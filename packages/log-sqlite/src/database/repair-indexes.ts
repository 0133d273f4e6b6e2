// Looks for damage where a checksum in a row cannot: a row that an index does not lead to seems not to be there (L5).

import type Database from 'libsql'
import { arePagesSound } from './sound-pages.js'

/**
 * The tables where a row that is not found would be taken for one that never was: an unknown document would be a new
 * one to the guard, an unknown space would get another epoch. Entries need no such check: their positions and
 * ordinals have no gaps.
 */
const tables = ['spaces', 'devices', 'replicas', 'documents'] as const

export type CheckedTable = (typeof tables)[number]

/**
 * Builds indexes anew that do not agree with their sound table. Where the table is damaged its indexes stay: they
 * still lead to the damaged rows, which are then reported and not missed. Returns the tables that are damaged.
 */
export function repairIndexes(
  database: Database.Database,
  isRowSound: (table: CheckedTable, ref: number) => boolean
): ReadonlySet<CheckedTable> {
  return new Set(tables.filter((table) => !repair(database, table, (ref) => isRowSound(table, ref))))
}

function repair(
  database: Database.Database,
  table: CheckedTable,
  isRowSound: (ref: number) => boolean
): boolean {
  try {
    if (isSound(database, table)) return true
    if (table === 'devices' || !isTableSound(database, table, isRowSound)) return false
    if (!arePagesSound(database)) return false
    database.exec(`REINDEX ${table}`)
    return isSound(database, table)
  } catch {
    return false
  }
}

function isSound(database: Database.Database, table: CheckedTable): boolean {
  try {
    const rows = database.prepare(`PRAGMA integrity_check(${table})`).raw().all([]) as [string][]
    return rows.length === 1 && rows[0]?.[0] === 'ok'
  } catch {
    return false
  }
}

/** Where other tables name a row, so that one that was lost from the end is missed. */
const namedBy = {
  spaces: ['max(id) >> 40 FROM entries'],
  replicas: ['max(replica) FROM entries', 'max(replica) FROM batches'],
  documents: ['max(document) FROM entries', 'max(document) FROM snapshots']
} as const

/** Rows of these tables are numbered from 1 and never deleted: none may be missing, and each has to be sound. */
function isTableSound(
  database: Database.Database,
  table: Exclude<CheckedTable, 'devices'>,
  isRowSound: (ref: number) => boolean
): boolean {
  const select = (what: string): number[] =>
    (database.prepare(`SELECT ${what}`).raw().all([]) as [number | null][]).map(([value]) => value ?? 0)
  const refs = select(`CAST(ref AS INTEGER) FROM ${table} NOT INDEXED ORDER BY ref`)
  const named = namedBy[table].flatMap(select)
  return (
    refs.every((ref, index) => ref === index + 1 && isRowSound(ref)) &&
    named.every((ref) => ref <= refs.length)
  )
}
