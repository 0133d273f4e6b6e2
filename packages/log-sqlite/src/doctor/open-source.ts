// Opens the log of a relay that does not run, to look at it: nothing of its file is changed.

import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LogError } from '@weft/relay/log'
import Database from 'libsql'
import { checkVersion, hasExpectedShape, ownFolder } from '../database/open-database.js'
import { schemaVersion } from '../database/schema.js'
import { toLogError } from '../database/sqlite-errors.js'
import { openTables, type Tables } from '../rows/tables.js'
import { findWriteAheadLogDamage, type WriteAheadLogDamage } from './write-ahead-log.js'

export interface Source {
  readonly database: Database.Database
  readonly tables: Tables
}

export interface OwnedLog {
  readonly file: string
  readonly writeAheadLogDamage: WriteAheadLogDamage | undefined
  release(): void
}

/** Rejects a folder without a log (`log-unavailable`), and one that a relay runs on (`log-in-use`). */
export function ownLog(folder: string): OwnedLog {
  const file = join(folder, 'weft.db')
  if (!existsSync(file)) throw new LogError('log-unavailable', `There is no log in ${folder}.`)
  // Before anything opens the database: SQLite takes in, or drops, what stands in the write-ahead log.
  const release = canWrite(folder) ? ownFolder(folder).release : () => undefined
  try {
    return { file, release, writeAheadLogDamage: findWriteAheadLogDamage(bytesOf(`${file}-wal`)) }
  } catch (error) {
    release()
    throw toLogError(error)
  }
}

/** Throws a LogError: `log-newer`, or `log-damaged` when the first page is not that of a log. */
export function openSource(file: string): Source {
  let database: Database.Database | undefined
  try {
    database = new Database(readOnly(file))
    if (checkVersion(database, file) !== schemaVersion || !hasExpectedShape(database)) {
      throw new LogError('log-damaged', `The tables of ${file} are not as they were made.`)
    }
    return { database, tables: openTables(database, 'beside') }
  } catch (error) {
    database?.close()
    throw toLogError(error)
  }
}

/** Without a write-ahead log nothing at all has to be made beside the file. */
function readOnly(file: string): string {
  const hasWriteAheadLog = bytesIn(`${file}-wal`) > 0
  return `${pathToFileURL(file).href}?${hasWriteAheadLog ? 'mode=ro' : 'immutable=1'}`
}

const bytesIn = (path: string): number => (existsSync(path) ? statSync(path).size : 0)

const bytesOf = (path: string): Uint8Array => (existsSync(path) ? readFileSync(path) : new Uint8Array())

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
