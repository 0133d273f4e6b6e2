// The checksum that every row carries: over all its values, so that a row that was changed or moved is noticed (L5).

import { crc32 } from 'node:zlib'
import type { Value } from './sql.js'

const numbers = new Float64Array(64)
const numberBytes = new Uint8Array(numbers.buffer)

/** CRC-32 finds every flip of up to 32 bits in a row. Numbers and lengths first, in one go, then texts and bytes. */
export function checkOf(...values: readonly Value[]): number {
  values.forEach((value, index) => {
    numbers[index] = value === null ? -1 : typeof value === 'number' ? value : value.length
  })
  let check = crc32(numberBytes.subarray(0, values.length * 8))
  for (const value of values) {
    if (typeof value === 'string' || value instanceof Uint8Array) check = crc32(value, check)
  }
  return check
}
