// What a run did and looked at, counted, and a digest of everything that happened in it.

import { crc32 } from 'node:zlib'

export interface Tally {
  /** Faults that were injected, by kind. */
  readonly faults: Record<string, number>
  /** Comparisons that were made, by oracle. */
  readonly checks: Record<string, number>
  /** What devices, guests and people did, by kind. */
  readonly done: Record<string, number>
  fault(kind: string): void
  check(oracle: string): void
  did(kind: string): void
  /** Takes part in the digest: order, text and bytes count. */
  note(text: string, bytes?: Uint8Array): void
  digest(): string
}

/** Hears of everything that takes part in the digest, for a person who follows a run. */
export type Teller = (text: string, bytes?: Uint8Array) => void

export function createTally(tell?: Teller): Tally {
  const faults: Record<string, number> = {}
  const checks: Record<string, number> = {}
  const done: Record<string, number> = {}
  let digest = 0
  const add = (counts: Record<string, number>, kind: string): void => {
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  const note = (text: string, bytes?: Uint8Array): void => {
    digest = crc32(text, digest)
    if (bytes) digest = crc32(bytes, digest)
    tell?.(text, bytes)
  }
  return {
    faults,
    checks,
    done,
    fault: (kind) => {
      add(faults, kind)
      note(kind)
    },
    check: (oracle) => add(checks, oracle),
    did: (kind) => {
      add(done, kind)
      note(kind)
    },
    note,
    digest: () => digest.toString(16).padStart(8, '0')
  }
}
