// Tampers with the bytes of an update.

import type { SeededRandom } from '@weft/base/testing'
import { bytesOf, numbers } from './update-writer.js'

/** Where counts, clocks and lengths tend to break: powers of two, and what is next to them. */
const telling = [0, 1, 127, 128, 255, 2 ** 14, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]

export function mutate(frame: Uint8Array, others: readonly Uint8Array[], random: SeededRandom): Uint8Array {
  let mutated = frame
  do mutated = random.pick(mutations)(mutated, random, others)
  while (random.chance(0.3))
  return mutated
}

type Mutation = (frame: Uint8Array, random: SeededRandom, others: readonly Uint8Array[]) => Uint8Array

const splice = (frame: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array => {
  const rest = frame.subarray(at + removed)
  const spliced = new Uint8Array(at + added.length + rest.length)
  spliced.set(frame.subarray(0, at))
  spliced.set(added, at)
  spliced.set(rest, at + added.length)
  return spliced
}

const mutations: readonly Mutation[] = [
  (frame, random) => {
    const flipped = frame.slice()
    if (flipped.length === 0) return flipped
    const at = random.below(flipped.length)
    flipped[at] = (flipped[at] as number) ^ (1 << random.below(8))
    return flipped
  },
  (frame, random) => {
    const changed = frame.slice()
    if (changed.length > 0) changed[random.below(changed.length)] = random.below(256)
    return changed
  },
  (frame, random) => frame.slice(0, random.below(frame.length + 1)),
  (frame, random) =>
    splice(frame, random.below(frame.length + 1), random.below(4), random.bytes(random.below(4))),
  (frame, random) => splice(frame, random.below(frame.length + 1), 1, bytesOf(numbers(random.pick(telling)))),
  // An integer that is padded, or never ends.
  (frame, random) =>
    splice(frame, random.below(frame.length + 1), 1, new Uint8Array(random.below(12)).fill(0x80)),
  (frame, random, others) => {
    const other = random.pick(others)
    return splice(
      frame.subarray(0, random.below(frame.length + 1)),
      frame.length,
      0,
      other.subarray(random.below(other.length))
    )
  },
  (_frame, random) => random.bytes(random.below(30))
]
