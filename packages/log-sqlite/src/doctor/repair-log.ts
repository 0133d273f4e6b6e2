// Repairs a log in place: makes anew what follows from what is sound, and nothing else (SPEC L15).

import type Database from 'libsql'
import { openForWriting } from '../database/open-database.js'
import { arePagesSound } from '../database/sound-pages.js'
import { openTables, type Tables } from '../rows/tables.js'
import { type Examination, type ExamineOptions, examineFile } from './examine-log.js'
import type { Finding } from './finding.js'
import { ownLog } from './open-source.js'
import { type NamedRow, readNames } from './read-names.js'
import { repairSpace } from './repair-space.js'

export interface Repair {
  readonly before: Examination
  /** As the log is now; what it still finds needs a salvage. */
  readonly after: Examination
  /** Set where nothing was written, because writing into such a file could cost more. */
  readonly refused: string | null
}

/** All of it in one transaction. Throws a LogError, as examineLog does; the file is as it was then. */
export function repairLog({ folder, progress }: ExamineOptions): Repair {
  const { file, release, writeAheadLogDamage } = ownLog(folder)
  try {
    const before = examineFile(file, writeAheadLogDamage, progress)
    if (!before.findings.some(({ mend }) => mend === 'repair'))
      return { before, after: before, refused: null }
    const refused = repairFile(file, before.findings)
    return { before, after: examineFile(file, undefined, progress), refused }
  } finally {
    release()
  }
}

function repairFile(file: string, findings: readonly Finding[]): string | null {
  const database = openForWriting(file, null)
  try {
    if (!arePagesSound(database)) return 'pages of the file do not fit together; a salvage makes a new file'
    const tables = openTables(database, 'beside')
    const has = (...kinds: Finding['kind'][]): boolean => findings.some(({ kind }) => kinds.includes(kind))
    database.exec('BEGIN IMMEDIATE')
    const documents = [...readNames(database, 'documents').values()]
    // What an index of a table with damaged rows still knows is read before it is made anew, or it stays.
    if (isAllNamed(documents)) database.exec('REINDEX documents')
    if (has('index') && !has('entry')) database.exec('REINDEX entries')
    if (has('index') && !has('snapshot')) database.exec('REINDEX snapshots')
    repairSpaces(database, tables, documents)
    if (has('index')) reindexRest(database, has)
    database.exec('COMMIT')
    database.pragma('wal_checkpoint(TRUNCATE)')
    return null
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK')
    database.close()
  }
}

const isAllNamed = (documents: readonly NamedRow[]): boolean => documents.every(({ name }) => name !== null)

function reindexRest(database: Database.Database, has: (...kinds: Finding['kind'][]) => boolean): void {
  if (has('snapshot')) database.exec('REINDEX snapshots')
  if (!has('replica')) database.exec('REINDEX replicas')
  if (!has('space')) database.exec('REINDEX spaces')
}

function repairSpaces(database: Database.Database, tables: Tables, documents: readonly NamedRow[]): void {
  if (!isAllNamed(documents)) return
  for (const named of readNames(database, 'spaces').values()) {
    if (named.name === null) continue
    const ofSpace = documents.filter(({ space }) => space === named.ref)
    repairSpace(database, tables, named, ofSpace)
  }
}
