// What stands below a path in the order of its places, kept sorted while places come, move and go.

import { compareTexts } from './candidate.js'

export interface Placed {
  readonly id: string
  readonly place: string
}

export interface OrderIndex {
  /** Something changed at or below this id. */
  touch(id: string): void
  placed(): readonly Placed[]
}

/** Two in one place stand by their ids. */
const comparePlaced = (a: Placed, b: Placed): number =>
  compareTexts(a.place, b.place) || compareTexts(a.id, b.id)

/** `placeOf` gives null for what does not stand there. */
export function createOrderIndex(ids: readonly string[], placeOf: (id: string) => string | null): OrderIndex {
  const placeById = new Map<string, string>()
  let sorted: Placed[] = []
  let touched = new Set<string>()

  const settle = (id: string): void => {
    const before = placeById.get(id)
    const place = placeOf(id)
    if (place === (before ?? null)) return
    if (before !== undefined) sorted.splice(findIndex(sorted, { id, place: before }), 1)
    if (place === null) {
      placeById.delete(id)
      return
    }
    placeById.set(id, place)
    sorted.splice(findIndex(sorted, { id, place }), 0, { id, place })
  }

  for (const id of ids) {
    const place = placeOf(id)
    if (place === null) continue
    placeById.set(id, place)
    sorted.push({ id, place })
  }
  sorted.sort(comparePlaced)

  return {
    touch: (id) => void touched.add(id),
    placed: () => {
      if (touched.size === 0) return sorted
      // Whoever was given the order before keeps it as it was.
      sorted = [...sorted]
      for (const id of touched) settle(id)
      touched = new Set()
      return sorted
    }
  }
}

/** Where it stands, or would. */
function findIndex(sorted: readonly Placed[], one: Placed): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (comparePlaced(sorted[middle] as Placed, one) < 0) low = middle + 1
    else high = middle
  }
  return low
}
