// Changes frames on their way from a relay: tampered with, doubled, left out, replaced, or put off.

import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { mutateBytes } from '../../grammar/mutate-bytes.js'
import type { Report } from '../../run/target.js'
import type { Passage } from '../../worlds/memory-transport.js'

export interface Tampering {
  readonly passage: Passage
  /** The next few frames are changed, in a way that follows from the seed alone. */
  arm(seed: number): void
  disarm(): void
}

/** Nothing vouches for what is in a snapshot: changed bytes would be content that nobody wrote. */
const snapshots = 4

/** `mayForge`: whether content may be changed too. */
export function createTampering(report: Report, mayForge: boolean): Tampering {
  let random: SeededRandom | undefined
  let left = 0
  const seen: Uint8Array[] = [Uint8Array.of(2)]

  const tampered = (bytes: Uint8Array, by: SeededRandom): readonly Uint8Array[] => {
    const dice = by.float()
    if (dice < 0.5 && (mayForge || bytes[0] !== snapshots)) return [mutateBytes(bytes, seen, by)]
    if (dice < 0.6) return [bytes, bytes]
    if (dice < 0.7) return []
    if (dice < 0.85) return [by.pick(seen)]
    return [by.pick(seen), bytes]
  }

  return {
    passage: (bytes) => {
      if (mayForge || bytes[0] !== snapshots) seen.push(bytes)
      if (seen.length > 16) seen.shift()
      if (!random || left === 0) return [bytes]
      left--
      const frames = tampered(bytes, random)
      for (const frame of frames) report.made(frame)
      return frames
    },
    arm: (seed) => {
      random = createSeededRandom(seed)
      left = 1 + random.below(6)
    },
    disarm: () => {
      left = 0
    }
  }
}
