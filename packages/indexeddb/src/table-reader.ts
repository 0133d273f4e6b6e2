// Reads of one IndexedDB transaction.

import type { KeyRange, ReadTransaction, StoredRecord, StoreKey, StoreTable } from '@weft/client'
import { observed } from './observed.js'
import type { TransactionScope } from './scope.js'

export interface TableReader extends ReadTransaction {
  /** The highest key that is not gone. */
  lastKeyBut(table: StoreTable, isGone: (key: StoreKey) => boolean): Promise<StoreKey | undefined>
}

export function createTableReader(transaction: IDBTransaction, scope: TransactionScope): TableReader {
  const open = (name: StoreTable): IDBObjectStore => {
    scope.check(name)
    return transaction.objectStore(name)
  }

  const answer = <T>(
    work: (resolve: (value: T) => void, reject: (error: unknown) => void) => void
  ): Promise<T> =>
    observed(
      new Promise<T>(work).catch((error: unknown) => {
        throw scope.explain(error)
      })
    )

  const result = <T>(ask: () => IDBRequest<T>): Promise<T> =>
    answer((resolve, reject) => {
      const request = ask()
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })

  const lastKeyBut = (name: StoreTable, isGone: (key: StoreKey) => boolean): Promise<StoreKey | undefined> =>
    answer((resolve, reject) => {
      const request = open(name).openKeyCursor(null, 'prev')
      request.onerror = () => reject(request.error)
      request.onsuccess = () => {
        const cursor = request.result
        if (cursor && isGone(cursor.key as StoreKey)) cursor.continue()
        else resolve(cursor?.key as StoreKey | undefined)
      }
    })

  const list = async (name: StoreTable, range: KeyRange): Promise<StoredRecord[]> => {
    scope.check(name)
    if (isEmpty(range)) return []
    const query = toQuery(range)
    const [keys, values] = await Promise.all([
      result(() => open(name).getAllKeys(query, range.limit)),
      result<Uint8Array[]>(() => open(name).getAll(query, range.limit))
    ])
    return keys.map((key, index) => ({ key: key as StoreKey, value: values[index]! }))
  }

  return {
    get: (name, key) => result(() => open(name).get(key)),
    getMany: (name, keys) =>
      observed(Promise.all(keys.map((key) => result<Uint8Array | undefined>(() => open(name).get(key))))),
    list: (name, range = {}) => observed(list(name, range)),
    lastKey: (name) => lastKeyBut(name, () => false),
    lastKeyBut
  }
}

/** IndexedDB throws at ranges that hold nothing, and takes a limit of 0 for none. */
const isEmpty = ({ after, upTo, limit }: KeyRange): boolean =>
  limit === 0 || (after !== undefined && upTo !== undefined && after >= upTo)

function toQuery({ after, upTo }: KeyRange): IDBKeyRange | null {
  if (after !== undefined && upTo !== undefined) return IDBKeyRange.bound(after, upTo, true, false)
  if (after !== undefined) return IDBKeyRange.lowerBound(after, true)
  if (upTo !== undefined) return IDBKeyRange.upperBound(upTo)
  return null
}
