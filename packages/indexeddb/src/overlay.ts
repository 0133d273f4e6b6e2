// The writes of a transaction, gathered over what it reads, until its body is through.

import type { ReadTransaction, StoreKey, StoreTable, WriteTransaction } from '@weft/client'
import { observed } from './observed.js'
import type { TransactionScope } from './scope.js'
import type { TableReader } from './table-reader.js'

/** A value to put, or undefined for a key to delete. */
type ChangesByKey = Map<StoreKey, Uint8Array | undefined>

export interface Overlay {
  readonly tx: WriteTransaction
  changes(): Iterable<readonly [StoreTable, StoreKey, Uint8Array | undefined]>
}

export function createOverlay(below: TableReader, scope: TransactionScope): Overlay {
  const changesByTable = new Map<StoreTable, ChangesByKey>()

  const changesOf = (table: StoreTable): ChangesByKey => {
    scope.check(table)
    let changes = changesByTable.get(table)
    if (!changes) {
      changes = new Map()
      changesByTable.set(table, changes)
    }
    return changes
  }

  const reads: ReadTransaction = {
    get: async (table, key) => {
      const changes = changesOf(table)
      return changes.has(key) ? changes.get(key)?.slice() : below.get(table, key)
    },
    getMany: async (table, keys) => {
      const changes = changesOf(table)
      const values = await below.getMany(table, keys)
      return keys.map((key, index) => (changes.has(key) ? changes.get(key)?.slice() : values[index]))
    },
    list: async (table, range = {}) => {
      const changes = changesOf(table)
      if (changes.size === 0) return below.list(table, range)
      const { after, upTo, limit } = range
      // As many more as could be deleted, so that enough are left.
      const wider = limit === undefined ? range : { ...range, limit: limit + changes.size }
      const records = await below.list(table, wider)
      const valuesByKey = new Map(records.map(({ key, value }) => [key, value]))
      for (const [key, value] of changes) {
        if ((after !== undefined && key <= after) || (upTo !== undefined && key > upTo)) continue
        if (value) valuesByKey.set(key, value.slice())
        else valuesByKey.delete(key)
      }
      return [...valuesByKey]
        .map(([key, value]) => ({ key, value }))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .slice(0, limit)
    },
    lastKey: async (table) => {
      const changes = changesOf(table)
      let last = await below.lastKeyBut(table, (key) => changes.has(key) && !changes.get(key))
      for (const [key, value] of changes) if (value && (last === undefined || key > last)) last = key
      return last
    }
  }

  const tx: WriteTransaction = {
    get: (table, key) => observed(reads.get(table, key)),
    getMany: (table, keys) => observed(reads.getMany(table, keys)),
    list: (table, range) => observed(reads.list(table, range)),
    lastKey: (table) => observed(reads.lastKey(table)),
    // Copied: the caller may go on with its buffer, and IndexedDB would store all of the buffer behind a view.
    put: (table, key, value) => void changesOf(table).set(key, value.slice()),
    delete: (table, key) => void changesOf(table).set(key, undefined)
  }

  return {
    tx,
    *changes() {
      for (const [table, changes] of changesByTable) {
        for (const [key, value] of changes) yield [table, key, value] as const
      }
    }
  }
}
