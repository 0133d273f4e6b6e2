// A rate limit: tokens come back at a steady rate up to a burst. Measured on the monotonic clock.

export interface TokenBucket {
  readonly perSecond: number
  readonly burst: number
  tokens: number
  /** Monotonic ms of the last look. */
  at: number
}

export const createTokenBucket = (perSecond: number, burst: number, nowMs: number): TokenBucket => ({
  perSecond,
  burst,
  tokens: burst,
  at: nowMs
})

/** Takes one token if there is one. */
export function takeToken(bucket: TokenBucket, nowMs: number): boolean {
  refill(bucket, nowMs)
  if (bucket.tokens < 1) return false
  bucket.tokens--
  return true
}

/**
 * Takes `count` as soon as any token is there, going into debt for the rest, so that a request larger than the burst
 * passes too. Returns the ms to wait when there is none; 0 when they were taken.
 */
export function takeOnCredit(bucket: TokenBucket, count: number, nowMs: number): number {
  const waitMs = untilToken(bucket, nowMs)
  if (waitMs === 0) bucket.tokens -= count
  return waitMs
}

/** Ms until there is a token; 0 when there is one. */
export function untilToken(bucket: TokenBucket, nowMs: number): number {
  refill(bucket, nowMs)
  if (bucket.tokens >= 1) return 0
  return Math.max(1, Math.ceil(((1 - bucket.tokens) * 1000) / bucket.perSecond))
}

/** Takes one token whether it is there or not. Returns the ms after which nothing is owed any more. */
export function takeIntoDebt(bucket: TokenBucket, nowMs: number): number {
  refill(bucket, nowMs)
  bucket.tokens--
  return Math.max(0, Math.ceil((-bucket.tokens * 1000) / bucket.perSecond))
}

function refill(bucket: TokenBucket, nowMs: number): void {
  bucket.tokens = Math.min(bucket.burst, bucket.tokens + ((nowMs - bucket.at) / 1000) * bucket.perSecond)
  bucket.at = nowMs
}
