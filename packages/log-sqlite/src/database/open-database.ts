// Opens the log's file: one owner, a known schema, and every commit on the disk before it is answered.

import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LogError } from '@weft/relay/log'
import Database from 'libsql'
import { applicationId, schema, schemaVersion } from './schema.js'
import { toLogError } from './sqlite-errors.js'

export interface OwnedFolder {
  readonly file: string
  release(): void
}

/** Makes the folder if need be and takes it for this process; `log-in-use` when another log has it. */
export function ownFolder(folder: string): OwnedFolder {
  try {
    mkdirSync(folder, { recursive: true })
    const lock = new Database(join(folder, 'weft.lock'))
    try {
      lock.pragma('busy_timeout = 0')
      // Held as long as the connection is open, and dropped by the system when the process ends in any way.
      lock.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      lock.close()
      const { code } = error as { code?: unknown }
      if (code !== 'SQLITE_BUSY') throw error
      throw new LogError('log-in-use', `The folder ${folder} is used by another relay.`)
    }
    return { file: join(folder, 'weft.db'), release: () => letGo(lock) }
  } catch (error) {
    if (error instanceof LogError) throw error
    const { message } = error as { message?: unknown }
    throw new LogError(
      'log-unavailable',
      `The folder ${folder} cannot be written to: ${String(message ?? error)}`
    )
  }
}

/** Statements that were not collected yet keep a connection open, and the lock with it: the transaction ends first. */
function letGo(lock: Database.Database): void {
  if (lock.open && lock.inTransaction) lock.exec('ROLLBACK')
  lock.close()
}

export function openForWriting(file: string, maxBytes: number | null): Database.Database {
  const database = open(file)
  try {
    const version = checkVersion(database, file)
    // The journal mode is kept in the file; the others belong to the connection.
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('wal_autocheckpoint = 2000')
    database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
    database.pragma('cache_size = -8192')
    if (version === 0) {
      database.exec('BEGIN IMMEDIATE')
      database.exec(schema)
      database.pragma(`application_id = ${applicationId}`)
      database.pragma(`user_version = ${schemaVersion}`)
      database.exec('COMMIT')
      syncFolder(dirname(file))
    } else if (!hasExpectedShape(database)) {
      throw new LogError('log-damaged', `The tables of ${file} are not as they were made.`)
    }
    if (maxBytes !== null) {
      const pageBytes = numberOf(database, 'page_size')
      database.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`)
    }
    return database
  } catch (error) {
    database.close()
    throw toLogError(error)
  }
}

export function openForReading(file: string): Database.Database {
  const database = open(file)
  database.pragma('query_only = 1')
  return database
}

function open(file: string): Database.Database {
  try {
    const database = new Database(file)
    database.pragma('busy_timeout = 5000')
    return database
  } catch (error) {
    throw toLogError(error)
  }
}

/** 0 for a file without any table yet. Nothing is written before this is known. */
export function checkVersion(database: Database.Database, file: string): number {
  const version = numberOf(database, 'user_version')
  const application = numberOf(database, 'application_id')
  if (version > schemaVersion && application === applicationId) {
    const message = `${file} was written by a newer version (${version}, known is ${schemaVersion}).`
    throw new LogError('log-newer', message)
  }
  const isFresh = version === 0 && application === 0
  if (!isFresh && application !== applicationId) {
    throw new LogError('log-unavailable', `${file} is not a log of Weft.`)
  }
  return version
}

/** Damage in the statements that the tables were made with would make rows or indexes mean something else. */
export function hasExpectedShape(database: Database.Database): boolean {
  return shapeOf(database) === expectedShape()
}

function shapeOf(database: Database.Database): string {
  const rows = database
    .prepare('SELECT CAST(name AS BLOB), CAST(sql AS BLOB) FROM sqlite_schema ORDER BY 1')
    .raw()
  return (rows.all([]) as (Uint8Array | null)[][]).map((row) => row.map(String).join(':')).join(';')
}

function expectedShape(): string {
  const database = new Database(':memory:')
  try {
    database.exec(schema)
    return shapeOf(database)
  } finally {
    database.close()
  }
}

function numberOf(database: Database.Database, pragma: string): number {
  return Number((database.prepare(`PRAGMA ${pragma}`).raw().get([]) as unknown[])[0])
}

/** The names of new files are on the disk only when their folder is. */
export function syncFolder(folder: string): void {
  for (const path of [folder, dirname(folder)]) {
    const descriptor = openSync(path, 'r')
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  }
}
