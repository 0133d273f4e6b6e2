// Whether the pages of the file fit together, whatever its rows say.

import type Database from 'libsql'

/**
 * Each page belongs to one tree only. Where that is not so, building an index anew lets go of pages that a table still
 * uses, and what is written next takes them. Reads the whole file.
 */
export function arePagesSound(database: Database.Database): boolean {
  try {
    const rows = database.prepare('PRAGMA quick_check(1)').raw().all([]) as [string][]
    return rows.length === 1 && rows[0]?.[0] === 'ok'
  } catch {
    return false
  }
}
