// Time as an argument: wall time for people, monotonic time for waiting, and timers that can be cancelled.

export interface Clock {
  /** Wall time in whole ms since 1970. May jump; for showing and recording only, never for measuring a wait. */
  now(): number
  /** Monotonic ms since an arbitrary start. Never goes back. */
  monotonic(): number
  /** Runs `action` once after `delayMs` (at least; background tabs are throttled). Returns its cancel. */
  after(delayMs: number, action: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  }
}
