// Runs a body in an IndexedDB transaction: all of it or nothing, and nothing without a word.
//
// An IndexedDB transaction commits by itself as soon as the page does something else, so a body that awaits anything
// but its transaction would leave half a write behind. Therefore writes are gathered and put in one go when the body is
// through: if the transaction has ended by then, nothing was written, and the write rejects.

import type { ReadTransaction, StoreTable, WriteTransaction } from '@weft/client'
import { observed } from './observed.js'
import { createOverlay } from './overlay.js'
import { createScope, type TransactionScope } from './scope.js'
import { errorInUse } from './store-error.js'
import { createTableReader, type TableReader } from './table-reader.js'

export async function readTransaction<T>(
  database: IDBDatabase,
  tables: readonly StoreTable[],
  body: (tx: ReadTransaction) => Promise<T>
): Promise<T> {
  const { scope, reader } = begin(database, tables, 'readonly')
  try {
    return await body(reader)
  } finally {
    scope.end()
  }
}

export async function writeTransaction<T>(
  database: IDBDatabase,
  tables: readonly StoreTable[],
  body: (tx: WriteTransaction) => Promise<T>
): Promise<T> {
  const { transaction, scope, reader, complete } = begin(database, tables, 'readwrite')
  const overlay = createOverlay(reader, scope)
  let value: T
  try {
    value = await body(overlay.tx)
    scope.end()
    putChanges(transaction, scope, overlay.changes())
  } catch (error) {
    scope.end()
    abort(transaction)
    throw error
  }
  await complete
  return value
}

interface Begun {
  readonly transaction: IDBTransaction
  readonly scope: TransactionScope
  readonly reader: TableReader
  /** Resolves when everything is on disk, rejects when nothing is. */
  readonly complete: Promise<void>
}

function begin(database: IDBDatabase, tables: readonly StoreTable[], mode: IDBTransactionMode): Begun {
  let transaction: IDBTransaction
  try {
    transaction = database.transaction([...tables], mode, { durability: 'strict' })
  } catch (error) {
    throw errorInUse(error)
  }
  const scope = createScope(tables)
  const complete = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => {
      scope.abort(transaction.error)
      reject(errorInUse(transaction.error))
    }
  })
  return { transaction, scope, reader: createTableReader(transaction, scope), complete: observed(complete) }
}

function putChanges(
  transaction: IDBTransaction,
  scope: TransactionScope,
  changes: Iterable<readonly [StoreTable, IDBValidKey, Uint8Array | undefined]>
): void {
  try {
    for (const [name, key, value] of changes) {
      const table = transaction.objectStore(name)
      if (value) table.put(value, key)
      else table.delete(key)
    }
    // Saves waiting for the last request's answer; older browsers commit by themselves.
    transaction.commit?.()
  } catch (error) {
    throw scope.explain(error)
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended by itself, with nothing written.
  }
}
