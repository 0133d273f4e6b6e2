// Tampers with whatever was sent before: at the level of bytes, since no grammar thinks of everything.

import type { SeededRandom } from '@weft/base/testing'
import { mutate as mutateUpdate } from '@weft/yjs-guard/testing'

/** Longer ones cost time and try nothing else. */
const longest = 512 * 1024

/** `others` are spliced in; not empty. */
export function mutateBytes(
  message: Uint8Array,
  others: readonly Uint8Array[],
  random: SeededRandom
): Uint8Array {
  const dice = random.float()
  if (dice < 0.85) return mutateUpdate(message, others, random)
  if (dice < 0.95) return repeatPart(message, random)
  return padEnd(message, random)
}

/** The same part over and over: what grows with the square of something shows itself here. */
function repeatPart(message: Uint8Array, random: SeededRandom): Uint8Array {
  if (message.length === 0) return message
  const from = random.below(message.length)
  const to = Math.min(message.length, from + 1 + random.below(24))
  const part = message.subarray(from, to)
  const times = Math.min(1 + random.below(300), Math.floor(longest / part.length))
  return Buffer.concat([
    message.subarray(0, from),
    ...Array.from({ length: times }, () => part),
    message.subarray(to)
  ])
}

/** Bytes after the end, which receivers pass over (P3). */
const padEnd = (message: Uint8Array, random: SeededRandom): Uint8Array =>
  Buffer.concat([message, new Uint8Array(random.pick([1, 100, 10_000, 200_000]))])
