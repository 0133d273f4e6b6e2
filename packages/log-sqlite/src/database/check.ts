// The checksum that every row carries: over all its values, so that a row that was changed or moved is noticed (L5).

import { crc32 } from 'node:zlib'
import type { Value } from './sql.js'

const numbers = new Float64Array(64)
const numberBytes = new Uint8Array(numbers.buffer)

/** CRC-32 finds every flip of up to 32 bits in a row. Numbers and lengths first, in one go, then texts and bytes. */
export function checkOf(...values: readonly Value[]): number {
  const bytes: Uint8Array[] = []
  values.forEach((value, index) => {
    if (typeof value === 'number' || value === null) {
      numbers[index] = value ?? -1
      return
    }
    const given = typeof value === 'string' ? Buffer.from(value) : value
    numbers[index] = given.length
    bytes.push(given)
  })
  let check = crc32(numberBytes.subarray(0, values.length * 8))
  for (const given of bytes) check = crc32(given, check)
  return check
}
