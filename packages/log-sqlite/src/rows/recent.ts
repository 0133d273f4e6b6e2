// A cache of rows, bounded by what they cost, that lets go of what was not used for longest.

export interface Recent<V> {
  get(key: string): V | undefined
  /** `cost` is in whatever unit the limit is; telling it again replaces it. */
  set(key: string, value: V, cost?: number): void
  clear(): void
}

export function createRecent<V>(limit: number): Recent<V> {
  const kept = new Map<string, { readonly value: V; readonly cost: number }>()
  let total = 0
  const drop = (key: string): void => {
    total -= kept.get(key)?.cost ?? 0
    kept.delete(key)
  }
  return {
    get: (key) => {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set: (key, value, cost = 1) => {
      drop(key)
      kept.set(key, { value, cost })
      total += cost
      for (const oldest of kept.keys()) {
        if (total <= limit || oldest === key) break
        drop(oldest)
      }
    },
    clear: () => {
      kept.clear()
      total = 0
    }
  }
}
