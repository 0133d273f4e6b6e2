// When a relay says how long to stay away: within bounds, since a relay may be broken, and a device must neither hammer it
// nor stay away for ever (C2).

/** What is shorter is no wait. */
export const shortestRetryMs = 500
export const longestRetryMs = 60 * 60_000

export const boundedRetryMs = (saidMs: number): number =>
  Math.min(longestRetryMs, Math.max(shortestRetryMs, saidMs))
