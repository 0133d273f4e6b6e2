import { randomId } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import fc from 'fast-check'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { readIds, writeIds } from './ids.js'

const written = (ids: readonly string[]): Uint8Array => {
  const encoder = encoding.createEncoder()
  writeIds(encoder, ids)
  return encoding.toUint8Array(encoder)
}
const read = (bytes: Uint8Array): { readonly ids: string[]; readonly left: number } => {
  const decoder = decoding.createDecoder(bytes)
  return { ids: readIds(decoder), left: bytes.length - decoder.pos }
}

const anyId = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'ABab09-_./'), minLength: 0, maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...'AB/'), minLength: 100, maxLength: 140 }),
  fc.string({ unit: 'grapheme', maxLength: 6 })
)

describe('lists of ids', () => {
  it('P10 are read as they were written, whatever they are, and nothing is left over', () => {
    fc.assert(
      fc.property(fc.array(anyId, { maxLength: 30 }), (ids) => {
        expect(read(written(ids))).toEqual({ ids, left: 0 })
      }),
      { numRuns: 5_000 }
    )
  })

  it('P10 a hundred random names behind one prefix take six bits a letter and less than forty bytes in all', () => {
    const random = createSeededRandom(20_261_129)
    const ids = Array.from({ length: 100 }, () => `n/${randomId(random, 22)}`)
    const bytes = written(ids).length
    expect(bytes).toBeLessThan((100 * 22 * 6) / 8 + 40)
    expect(read(written(ids)).ids).toEqual(ids)
  })

  it('P5 cut at any byte throws', () => {
    const bytes = written(['n/abc', 'n/abd', 'n/xyz', 'ümlaut', 'plain', 'other'])
    for (let length = 0; length < bytes.length; length++) {
      expect(() => read(bytes.subarray(0, length)), `${length} bytes`).toThrow()
    }
  })

  it.each([
    ['of more ids than the list has', [1, 2, 1, 0, 0, 0]],
    ['of no ids', [1, 0, 1, 0]],
    ['that shares more than there is', [2, 1, 0, 1, 65, 1, 1, 2, 0]],
    ['of ids that are too long', [1, 1, 129, 1, 0, ...new Array(97).fill(0)]]
  ])('P5 a run %s throws', (_what, bytes) => {
    expect(() => read(Uint8Array.from(bytes))).toThrow(RangeError)
  })

  it('P5 forged counts end with the bytes', () => {
    const huge = [255, 255, 255, 255, 255, 255, 255, 15]
    expect(() => read(Uint8Array.of(...huge, ...huge, 0))).toThrow()
    expect(() => read(Uint8Array.of(...huge, ...huge, 1, 0, 7))).toThrow()
    expect(() => read(Uint8Array.of(...huge, 1, ...huge, 0, 7))).toThrow(RangeError)
  })
})
