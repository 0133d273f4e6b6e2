// One harm to a file, drawn at random: a bit that flips, a file that is cut, a sector of zeros.

import type { SeededRandom } from '@weft/base/testing'

export interface Harm {
  readonly what: string
  readonly bytes: Uint8Array
}

const sectorBytes = 512

export function harm(good: Uint8Array, random: SeededRandom): Harm {
  const at = random.below(good.length)
  const bytes = Buffer.from(good)
  const kind = random.below(10)
  if (kind === 0) return { what: `cut at byte ${at}`, bytes: bytes.subarray(0, at) }
  if (kind === 1) {
    const start = at - (at % sectorBytes)
    return { what: `zeros from byte ${start}`, bytes: bytes.fill(0, start, start + sectorBytes) }
  }
  const bit = random.below(8)
  bytes[at] = (bytes[at] as number) ^ (1 << bit)
  return { what: `bit ${bit} of byte ${at}`, bytes }
}
