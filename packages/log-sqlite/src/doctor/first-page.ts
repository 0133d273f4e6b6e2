// Makes the first page of a log's file anew: every log has the same tables, made in the same order on the same pages.

import { closeSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { openForWriting } from '../database/open-database.js'

const pageBytes = 4096
/** Of SQLite's header: https://www.sqlite.org/fileformat2.html#the_database_header */
const at = { changes: 24, pages: 28, freePages: 32, versionValidFor: 92 } as const

/**
 * Writes it over that of `file`, a copy. Pages that were free stay unused. `scratch` is where an empty log may be made
 * for a moment.
 */
export function rebuildFirstPage(file: string, scratch: string): void {
  for (const beside of ['', '-wal', '-shm']) rmSync(`${scratch}${beside}`, { force: true })
  const empty = openForWriting(scratch, null)
  empty.pragma('wal_checkpoint(TRUNCATE)')
  empty.close()
  const page = Buffer.alloc(pageBytes)
  const from = openSync(scratch, 'r')
  readSync(from, page, 0, pageBytes, 0)
  closeSync(from)
  rmSync(scratch, { force: true })
  page.writeUInt32BE(1, at.changes)
  page.writeUInt32BE(1, at.versionValidFor)
  page.writeUInt32BE(Math.max(1, Math.floor(statSync(file).size / pageBytes)), at.pages)
  page.fill(0, at.freePages, at.freePages + 8)
  const to = openSync(file, 'r+')
  writeSync(to, page, 0, pageBytes, 0)
  closeSync(to)
}
