// Whether two values of a status would look the same on a screen, for signals that are set far more often than they change.

/**
 * Plain values, compared by what they hold. `asOf` (a time, ms) counts by the minute, as it is shown; a property that is
 * undefined is one that is not there.
 */
export function isSameShown(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, index) => isSameShown(item, b[index]))
  }
  const one = a as Readonly<Record<string, unknown>>
  const other = b as Readonly<Record<string, unknown>>
  for (const key in one) if (!isSameProperty(key, one[key], other[key])) return false
  for (const key in other) if (other[key] !== undefined && one[key] === undefined) return false
  return true
}

const minuteMs = 60_000

function isSameProperty(key: string, a: unknown, b: unknown): boolean {
  if (key === 'asOf' && typeof a === 'number' && typeof b === 'number') {
    return Math.floor(a / minuteMs) === Math.floor(b / minuteMs)
  }
  return isSameShown(a, b)
}
