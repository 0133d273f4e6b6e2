// A clock that moves only when told, running due timers in order of time.

import type { Clock } from '../clock.js'

export interface FakeClock extends Clock {
  /** Moves both times by `ms`, running timers as they fall due. */
  advance(ms: number): void
  /** Moves to the next timer and runs it; false when there is none. */
  runNext(): boolean
  /** Changes the wall time alone, as a person or a time server does. */
  jumpWall(ms: number): void
  /** Monotonic time of the next timer, if any. */
  nextDue(): number | undefined
}

export function createFakeClock(startMs = 1_700_000_000_000): FakeClock {
  let elapsed = 0
  let wallOffset = startMs
  let sequence = 0
  const timers = new Map<number, { due: number; action: () => void }>()
  const next = (): [number, { due: number; action: () => void }] | undefined => {
    let best: [number, { due: number; action: () => void }] | undefined
    for (const [id, timer] of timers) if (!best || timer.due < best[1].due) best = [id, timer]
    return best
  }
  const runUntil = (limit: number): void => {
    for (let entry = next(); entry && entry[1].due <= limit; entry = next()) {
      timers.delete(entry[0])
      elapsed = Math.max(elapsed, entry[1].due)
      entry[1].action()
    }
  }
  return {
    now: () => Math.floor(wallOffset + elapsed),
    monotonic: () => elapsed,
    after: (delayMs, action) => {
      const id = sequence++
      timers.set(id, { due: elapsed + Math.max(0, delayMs), action })
      return () => {
        timers.delete(id)
      }
    },
    advance: (ms) => {
      const target = elapsed + ms
      runUntil(target)
      elapsed = target
    },
    runNext: () => {
      const entry = next()
      if (!entry) return false
      runUntil(entry[1].due)
      return true
    },
    jumpWall: (ms) => {
      wallOffset += ms
    },
    nextDue: () => next()?.[1].due
  }
}
