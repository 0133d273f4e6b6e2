// Hybrid logical time: close to wall time, never behind what was seen, and never far ahead of the relay's time.
//
// After Kulkarni et al., "Logical Physical Clocks" (2014): a time and a count. The bound is ours: a device whose clock is
// a year ahead would otherwise win every conflict for a year, and hand its year on to all who see it.

export interface Stamp {
  /** Wall time, ms. */
  readonly time: number
  /** Tells writes of one time apart. */
  readonly count: number
}

/** Time as a document's writer needs it. */
export interface ModelTime {
  /** Wall time, ms. */
  now(): number
  /** The relay's time less this device's, ms; null until the relay told its time. */
  relayAheadMs(): number | null
  /** Calls back when `relayAheadMs` may have changed. Returns its unsubscribe. */
  subscribe(changed: () => void): () => void
}

/** The last moment that a Date can be, ms. */
export const mostTime = 8_640_000_000_000_000
export const mostCount = 0xffff_ffff

/** What is further ahead of the relay's time is clamped. */
export const mostAheadMs = 5 * 60_000

/** No stamp counts as later than this, ms; null while the relay's time is not known. */
export function latestTime(time: ModelTime): number | null {
  const ahead = time.relayAheadMs()
  return ahead === null ? null : Math.trunc(time.now() + ahead + mostAheadMs)
}

/**
 * A stamp for a write that has seen `seen`, all of its field: what else this device wrote does not matter, so an error
 * that came with one field stays there.
 */
export function nextStamp(time: ModelTime, seen: readonly Stamp[]): Stamp {
  const most = latestTime(time) ?? Number.POSITIVE_INFINITY
  // A write replaces what it has seen whatever the times, so a stamp beyond the bound need not be outdone.
  const known = seen.filter((stamp) => stamp.time <= most)
  const last = known.reduce((a, b) => (compareStamps(a, b) < 0 ? b : a), { time: 0, count: -1 })
  const wall = wallTime(time)
  if (wall > last.time) return { time: wall, count: 0 }
  if (last.count < mostCount) return { time: last.time, count: last.count + 1 }
  return { time: Math.min(last.time + 1, mostTime), count: 0 }
}

/** This device's time; where it is further than the bound from the relay's, on either side, the relay's. */
function wallTime(time: ModelTime): number {
  const ahead = time.relayAheadMs() ?? 0
  return Math.trunc(Math.abs(ahead) > mostAheadMs ? time.now() + ahead : time.now())
}

export const compareStamps = (a: Stamp, b: Stamp): number => a.time - b.time || a.count - b.count
