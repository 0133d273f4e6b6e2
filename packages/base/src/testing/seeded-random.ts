// Randomness that repeats: the same seed gives the same world.

import type { Random } from '../random.js'

export interface SeededRandom extends Random {
  /** Integer in [0, below). */
  below(below: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** An independent stream, so that one part's draws do not move another's. */
  fork(): SeededRandom
}

/** sfc32 (Chris Doty-Humphrey's Small Fast Counter), seeded from one 32-bit number. */
export function createSeededRandom(seed: number): SeededRandom {
  let a = seed | 0
  let b = 0x9e3779b9
  let c = 0x243f6a88
  let counter = 1
  const word = (): number => {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + result) | 0
    return result >>> 0
  }
  for (let round = 0; round < 15; round++) word()
  const float = (): number => word() / 0x1_0000_0000
  const below = (limit: number): number => Math.floor(float() * limit)
  return {
    bytes: (length) => Uint8Array.from({ length }, () => word() & 255),
    float,
    below,
    chance: (probability) => float() < probability,
    pick: <T>(items: readonly T[]): T => {
      if (items.length === 0) throw new RangeError('nothing to pick from')
      return items[below(items.length)] as T
    },
    fork: () => createSeededRandom(word())
  }
}
