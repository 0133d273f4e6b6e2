// Opens the SQLite file of a space, and makes its tables when it is new.

import { createHash } from 'node:crypto'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError, storeTables } from '@weft/client'
import Database from 'libsql'
import { retryWhileBusy } from './busy.js'
import { toStoreError } from './store-error.js'
import { createTables, type Tables } from './tables.js'

/** Versions of the file's shape. 1: a table each of the port, and `store` with the name of the space. */
const version = 1

export interface SpaceFile {
  readonly database: Database.Database
  readonly tables: Tables
  /** Whether the path leads to another file than the one that is open. */
  isReplaced(): boolean
  close(): void
}

export async function openSpaceFile(folder: string, name: string): Promise<SpaceFile> {
  const path = join(folder, fileNameOf(name))
  let database: Database.Database | undefined
  try {
    mkdirSync(folder, { recursive: true })
    const opened = connect(path)
    database = opened
    await retryWhileBusy(() => prepareTables(opened, name))
    const own = statSync(path)
    const isReplaced = (): boolean => {
      const now = statSync(path, { throwIfNoEntry: false })
      return now?.ino !== own.ino || now.dev !== own.dev
    }
    return { database, tables: createTables(database), isReplaced, close: () => closeWhole(opened) }
  } catch (error) {
    database?.close()
    throw toStoreError(error)
  }
}

/** Never made from the id as it is (P1): file systems take `A` for `a`, and have names of their own. */
function fileNameOf(name: string): string {
  return `${createHash('sha256').update(name).digest('hex').slice(0, 40)}.weft.sqlite`
}

function connect(path: string): Database.Database {
  try {
    // Waiting inside SQLite would stop the whole process, and the holder of the lock with it if that is our own.
    return new Database(path, { timeout: 0 })
  } catch (error) {
    throw new StoreError('storage-unavailable', `SQLite cannot open ${path}`, { cause: error })
  }
}

/** libsql lets go of the file only when its statements are collected, so what is in the log is moved here. */
function closeWhole(database: Database.Database): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // Another process is at it, or the disk is full: the log beside the file is as good.
  }
  database.close()
}

function prepareTables(database: Database.Database, name: string): void {
  const found = versionOf(database)
  if (found > version)
    throw new StoreError('storage-newer', `the store is of version ${found}, not ${version}`)
  database.pragma('journal_mode = WAL')
  // A commit is on disk when it returns (D1); in WAL mode, NORMAL would not promise that.
  database.pragma('synchronous = FULL')
  database.exec('BEGIN IMMEDIATE')
  try {
    // Asked again, since another process may have come first.
    if (versionOf(database) === 0) layOut(database, name)
    const { name: kept } = database.prepare('SELECT name FROM store').get() as { name: string }
    if (kept !== name) throw new StoreError('storage-failed', `the file holds another space: ${kept}`)
    database.exec('COMMIT')
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function versionOf(database: Database.Database): number {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number }
  return row.user_version
}

function layOut(database: Database.Database, name: string): void {
  database.exec('CREATE TABLE store (name TEXT NOT NULL) STRICT')
  database.prepare('INSERT INTO store (name) VALUES (?)').run(name)
  for (const table of storeTables) {
    const key = table === 'meta' ? 'TEXT' : 'INTEGER'
    database.exec(`CREATE TABLE "${table}" (key ${key} PRIMARY KEY, value BLOB NOT NULL) STRICT`)
  }
  database.exec(`PRAGMA user_version = ${version}`)
}
