// Runs a body in a SQLite transaction.

import { StoreError, type StoreTable, type WriteTransaction } from '@weft/client'
import type Database from 'libsql'
import { retryWhileBusy } from './busy.js'
import { toStoreError } from './store-error.js'
import type { Tables } from './tables.js'

export interface Connection {
  readonly database: Database.Database
  readonly tables: Tables
}

/** The caller sees to it that only one runs on a connection at a time. */
export async function runTransaction<T>(
  { database, tables }: Connection,
  mode: 'read' | 'write',
  scope: readonly StoreTable[],
  body: (tx: WriteTransaction) => Promise<T>
): Promise<T> {
  const transaction = createTransaction(tables, scope)
  await orStoreError(retryWhileBusy(() => begin(database, mode)))
  try {
    const value = await body(transaction.tx)
    transaction.end()
    commit(database)
    return value
  } catch (error) {
    transaction.cancel()
    // SQLite takes a transaction back by itself after some errors.
    if (database.inTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function begin(database: Database.Database, mode: 'read' | 'write'): void {
  if (mode === 'write') {
    database.exec('BEGIN IMMEDIATE')
    return
  }
  database.exec('BEGIN')
  try {
    // Takes the snapshot now, so that a lock is met here and not in the middle of the body.
    database.prepare('SELECT name FROM store').get()
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function commit(database: Database.Database): void {
  try {
    database.exec('COMMIT')
  } catch (error) {
    throw toStoreError(error)
  }
}

const orStoreError = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw toStoreError(error)
  })

interface BodyTransaction {
  readonly tx: WriteTransaction
  /** Nothing more may be asked. Throws if something that was asked failed, whether the body minded or not. */
  end(): void
  cancel(): void
}

function createTransaction(tables: Tables, scope: readonly StoreTable[]): BodyTransaction {
  let over = false
  let failed: StoreError | undefined

  const perform = <T>(table: StoreTable, work: () => T): T => {
    // After a failure SQLite may be outside of the transaction, where each statement commits by itself.
    if (failed) throw failed
    if (over) throw new StoreError('storage-failed', 'the transaction is over')
    if (!scope.includes(table)) throw new StoreError('storage-failed', `${table} is not in the transaction`)
    try {
      return work()
    } catch (error) {
      failed = toStoreError(error)
      throw failed
    }
  }
  const read = <T>(table: StoreTable, work: () => T): Promise<T> => {
    const answer = (async () => perform(table, work))()
    // A body may leave a read unawaited: its failure is then the transaction's.
    answer.catch(() => {})
    return answer
  }

  return {
    tx: {
      get: (table, key) => read(table, () => tables.get(table, key)),
      getMany: (table, keys) => read(table, () => keys.map((key) => tables.get(table, key))),
      list: (table, range = {}) => read(table, () => tables.list(table, range)),
      lastKey: (table) => read(table, () => tables.lastKey(table)),
      put: (table, key, value) => perform(table, () => tables.put(table, key, value)),
      delete: (table, key) => perform(table, () => tables.delete(table, key))
    },
    end: () => {
      over = true
      if (failed) throw failed
    },
    cancel: () => {
      over = true
    }
  }
}
