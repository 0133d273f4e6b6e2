// Makes the first page of a log's file anew: every log has the same tables, made in the same order on the same pages.
//
// But for a file that VACUUM wrote, such as a backup: there tables come first, and then what was made beside them.

import { closeSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { openForWriting } from '../database/open-database.js'

const pageBytes = 4096
/** Of SQLite's header: https://www.sqlite.org/fileformat2.html#the_database_header */
const at = { changes: 24, pages: 28, freePages: 32, versionValidFor: 92 } as const

/** The first byte of a page where a tree begins, whether it has one page or more. */
const treeBytes = { table: [0x0d, 0x05], index: [0x0a, 0x02] } as const

interface FirstPage {
  readonly bytes: Buffer
  /** Where the trees of such a file begin. */
  readonly roots: readonly { readonly page: number; readonly kind: keyof typeof treeBytes }[]
}

/**
 * Writes it over that of `file`, a copy. Pages that were free stay unused. `scratch` is where an empty log may be made
 * for a moment.
 */
export function rebuildFirstPage(file: string, scratch: string): void {
  const [grown, vacuumed] = (['grown', 'vacuumed'] as const).map((how) => emptyLog(scratch, how)) as [
    FirstPage,
    FirstPage
  ]
  const { bytes } = fitOf(file, vacuumed) > fitOf(file, grown) ? vacuumed : grown
  bytes.writeUInt32BE(1, at.changes)
  bytes.writeUInt32BE(1, at.versionValidFor)
  bytes.writeUInt32BE(Math.max(1, Math.floor(statSync(file).size / pageBytes)), at.pages)
  bytes.fill(0, at.freePages, at.freePages + 8)
  const to = openSync(file, 'r+')
  writeSync(to, bytes, 0, pageBytes, 0)
  closeSync(to)
}

function emptyLog(scratch: string, how: 'grown' | 'vacuumed'): FirstPage {
  for (const beside of ['', '-wal', '-shm']) rmSync(`${scratch}${beside}`, { force: true })
  const empty = openForWriting(scratch, null)
  if (how === 'vacuumed') empty.exec('VACUUM')
  const rows = empty.prepare(
    "SELECT rootpage, type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%' FROM sqlite_schema"
  )
  const roots = (rows.raw().all([]) as [number, number][]).map(
    ([page, isTable]) => ({ page, kind: isTable === 1 ? 'table' : 'index' }) as const
  )
  empty.pragma('wal_checkpoint(TRUNCATE)')
  empty.close()
  const bytes = readPage(scratch, 1)
  rmSync(scratch, { force: true })
  return { bytes, roots }
}

/** How many trees begin where such a file has them: all, unless more than the first page is damaged. */
function fitOf(file: string, { roots }: FirstPage): number {
  return roots.filter(({ page, kind }) =>
    (treeBytes[kind] as readonly number[]).includes(readPage(file, page)[0] ?? 0)
  ).length
}

/** Zeros where the file ends before. */
function readPage(file: string, page: number): Buffer {
  const bytes = Buffer.alloc(pageBytes)
  const from = openSync(file, 'r')
  readSync(from, bytes, 0, pageBytes, (page - 1) * pageBytes)
  closeSync(from)
  return bytes
}
