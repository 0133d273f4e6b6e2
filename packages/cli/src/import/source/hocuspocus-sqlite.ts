// Reads the database of Hocuspocus's SQLite extension: a table `documents` of names and whole states.
//
// SQLite opens it read-only, with what stands in a write-ahead log beside it, and a server may go on writing meanwhile:
// each row is read by a statement of its own, so that no lock is held from one document to the next.

import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import {
  byName,
  type ImportSource,
  mostUpdateBytes,
  type SourceDocument,
  SourceError,
  type SourceErrorCode,
  tooManyBytes
} from './port.js'

/** A server that commits holds the lock for milliseconds. */
const busyTimeoutMs = 5_000

export async function openHocuspocusSqlite(path: string): Promise<ImportSource> {
  const database = openReadOnly(path)
  try {
    if (!hasDocuments(database)) {
      const message = `${path} has no table "documents" with the columns "name" and "data", as Hocuspocus makes it.`
      throw new SourceError('source-not-recognised', message)
    }
    const { rows, isWhole } = listRows(database)
    const documents = [...rows].map(([rowid, name]) => toDocument(database, rowid, name)).sort(byName)
    const losses = isWhole ? [] : ['The database is damaged, and may have had more documents.']
    return { format: 'hocuspocus-sqlite', documents, losses, close: async () => close(database) }
  } catch (error) {
    close(database)
    throw toSourceError(error, path)
  }
}

function openReadOnly(path: string): Database.Database {
  try {
    // A path as it is would be opened for writing, and made if it is not there.
    const database = new Database(`${pathToFileURL(path).href}?mode=ro`)
    database.pragma(`busy_timeout = ${busyTimeoutMs}`)
    return database
  } catch (error) {
    throw toSourceError(error, path)
  }
}

function close(database: Database.Database): void {
  if (database.open) database.close()
}

function hasDocuments(database: Database.Database): boolean {
  const rows = database
    .prepare('SELECT CAST(name AS BLOB) FROM pragma_table_info(?)')
    .raw()
    .all(['documents'])
  const columns = (rows as [Uint8Array][]).map(([name]) => Buffer.from(name).toString())
  return columns.includes('name') && columns.includes('data')
}

interface FoundRows {
  /** Names, as bytes, by rowid. Texts are read as bytes: libsql ends the process at a text that is no UTF-8. */
  readonly rows: ReadonlyMap<number, Uint8Array | null>
  readonly isWhole: boolean
}

/** From the index of names; and where that is damaged from the table too, since each has what the other lost. */
function listRows(database: Database.Database): FoundRows {
  const select = 'SELECT rowid, CAST(name AS BLOB) FROM documents'
  const byIndex = rowsOf(database, `${select} ORDER BY name`)
  if (byIndex.isWhole) return byIndex
  const byTable = rowsOf(database, `${select} NOT INDEXED`)
  return { rows: new Map([...byIndex.rows, ...byTable.rows]), isWhole: byTable.isWhole }
}

/** Up to where it is damaged. */
function rowsOf(database: Database.Database, sql: string): FoundRows {
  const rows = new Map<number, Uint8Array | null>()
  try {
    for (const row of database.prepare(sql).raw().iterate([])) {
      const [rowid, name] = row as [number, Uint8Array | null]
      rows.set(rowid, name)
    }
    return { rows, isWhole: true }
  } catch (error) {
    if (!isDamage(error)) throw error
    return { rows, isWhole: false }
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function toDocument(database: Database.Database, rowid: number, name: Uint8Array | null): SourceDocument {
  try {
    if (name !== null) return { name: decoder.decode(name), read: async () => [readState(database, rowid)] }
  } catch {
    // Named by its place below.
  }
  const read = async (): Promise<never> => {
    throw new SourceError('source-damaged', 'its name is no text')
  }
  return { name: `row ${rowid} of documents`, read }
}

function readState(database: Database.Database, rowid: number): Uint8Array {
  try {
    const size = database.prepare('SELECT length(CAST(data AS BLOB)) FROM documents WHERE rowid = ?').raw()
    const [sizeBytes] = (size.get([rowid]) ?? []) as (number | null)[]
    if (sizeBytes === undefined) throw new SourceError('source-unreadable', 'it was deleted meanwhile')
    if (sizeBytes !== null && sizeBytes > mostUpdateBytes) throw tooManyBytes()
    const state = database.prepare('SELECT CAST(data AS BLOB) FROM documents WHERE rowid = ?').raw()
    const [bytes] = (state.get([rowid]) ?? []) as (Uint8Array | null)[]
    return bytes ?? new Uint8Array(0)
  } catch (error) {
    throw toSourceError(error, 'its row')
  }
}

function isDamage(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
}

function toSourceError(error: unknown, what: string): SourceError {
  if (error instanceof SourceError) return error
  const { code, message } = error as { code?: unknown; message?: unknown }
  const name = typeof code === 'string' ? code : ''
  const wrap = (found: SourceErrorCode, advice: string): SourceError =>
    new SourceError(found, `${what} cannot be read (${String(message ?? error)}).${advice}`, { cause: error })
  if (isDamage(error)) return wrap('source-damaged', '')
  if (name.startsWith('SQLITE_BUSY')) return wrap('source-in-use', ' Stop the server that writes to it.')
  if (name.startsWith('SQLITE_CANTOPEN')) return cannotOpen(error, what)
  return wrap('source-unreadable', '')
}

/** SQLite says no more than that: the file is not there, or it cannot make the index of the log beside it. */
function cannotOpen(error: unknown, path: string): SourceError {
  const advice = 'If its folder cannot be written, copy the database elsewhere, with the -wal file beside it.'
  return new SourceError('source-unreadable', `${path} cannot be opened. ${advice}`, { cause: error })
}
