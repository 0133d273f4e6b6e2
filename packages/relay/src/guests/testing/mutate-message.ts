// A message as a broken or a hostile client may send it: some bytes changed, gone, doubled or too many.

import type { SeededRandom } from '@weft/base/testing'

export function mutate(message: Uint8Array, random: SeededRandom): Uint8Array {
  const pick = (below: number): number => Math.floor(random.float() * below)
  const bytes = [...message]
  for (let left = pick(4); left >= 0; left--) {
    const at = pick(bytes.length + 1)
    const kind = pick(6)
    if (kind === 0) bytes[at] = pick(256)
    else if (kind === 1) bytes.splice(at, pick(8))
    else if (kind === 2) bytes.splice(at, 0, pick(256))
    else if (kind === 3) bytes.splice(at, 1, 255, 255, 255, 255, 15)
    else if (kind === 4) bytes[at] = [0, 1, 127, 128, 255][pick(5)] as number
    else bytes.splice(at, 0, ...bytes.slice(pick(bytes.length), pick(bytes.length)))
  }
  return Uint8Array.from(bytes)
}
