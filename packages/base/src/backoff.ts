// How long to wait before the next try: full jitter, so that many devices never come back as one wave.

import type { Random } from './random.js'

export interface BackoffLimits {
  readonly baseMs: number
  readonly capMs: number
}

/** After a relay was lost: 0.5 s doubling to at most 30 s. */
export const reconnectBackoff: BackoffLimits = { baseMs: 500, capMs: 30_000 }

/** Uniform in [0, min(cap, base x 2^attempt)); `attempt` counts failures so far, from 0. */
export function jitteredDelayMs(
  attempt: number,
  random: Random,
  limits: BackoffLimits = reconnectBackoff
): number {
  const ceiling = Math.min(limits.capMs, limits.baseMs * 2 ** Math.min(attempt, 30))
  return Math.floor(random.float() * ceiling)
}
