// One table of the memory store: records in ascending order of key, copied on the way in and out.

import type { KeyRange, StoredRecord, StoreKey } from './port.js'

export interface MemoryTable {
  get(key: StoreKey): Uint8Array | undefined
  list(range: KeyRange): StoredRecord[]
  lastKey(): StoreKey | undefined
  /** Puts the value, or deletes the key when there is none. Returns what was there, for an undo. */
  set(key: StoreKey, value: Uint8Array | undefined): Uint8Array | undefined
}

export function createMemoryTable(): MemoryTable {
  const valuesByKey = new Map<StoreKey, Uint8Array>()
  const keys: StoreKey[] = []

  /** Index of the first key above `key` (or at it, when `orAt` is set). */
  const indexAbove = (key: StoreKey, orAt = false): number => {
    let low = 0
    let high = keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const found = keys[middle]!
      if (found < key || (!orAt && found === key)) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get: (key) => valuesByKey.get(key)?.slice(),
    list: ({ after, upTo, limit = Number.POSITIVE_INFINITY }) => {
      const from = after === undefined ? 0 : indexAbove(after)
      const to = upTo === undefined ? keys.length : indexAbove(upTo)
      return keys
        .slice(from, Math.max(from, Math.min(to, from + limit)))
        .map((key) => ({ key, value: valuesByKey.get(key)!.slice() }))
    },
    lastKey: () => keys.at(-1),
    set: (key, value) => {
      const before = valuesByKey.get(key)
      if (value) {
        if (!before) keys.splice(indexAbove(key), 0, key)
        valuesByKey.set(key, value.slice())
      } else if (before) {
        keys.splice(indexAbove(key, true), 1)
        valuesByKey.delete(key)
      }
      return before
    }
  }
}
