import { randomId } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../chain.js'
import { encodeFrame, parseFrame } from '../codec.js'
import { type Entry, entryKind } from '../entry.js'

const hash = new Uint8Array(32).fill(7)

const few = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const anyEntry = fc.record({
  document: few('n/Xk3aaaaa', 'n/Xk3aaaab', 'n/Xk', 'other', 'a.b/c', 'A'.repeat(128)),
  device: few('phone', 'laptop'),
  replica: few('phone', 'replica-2'),
  batch: few(0, 1, 2, 3, 2 ** 53 - 2),
  time: few(0, 5, 1_764_000_000_000, 1_764_000_000_001),
  kind: few(1, 2, 4, 77),
  edits: few(1, 2, 300),
  payload: fc.option(fc.uint8Array({ maxLength: 5 }))
})

const withHash = (entry: Omit<Entry, 'payloadHash'>): Entry => ({
  ...entry,
  payloadHash: entry.payload ? sha256(entry.payload) : hash
})

describe('a frame of entries', () => {
  it('P9 is read as it was written, whatever follows on what', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 12 }), fc.nat(), (fields, first) => {
        const entries = fields.map((entry, index) => withHash({ ...entry, position: first + index }))
        const frame = { type: 'entries', space: 'notes', entries, hash } as const
        expect(parseFrame(encodeFrame(frame))).toEqual({ ok: true, value: frame })
      }),
      { numRuns: 3_000 }
    )
  })

  it('P10 with a hundred changes to a hundred notes has at most 20 bytes an entry beside its payload', () => {
    const random = createSeededRandom(20_261_129)
    const replica = randomId(random, 22)
    const entries = Array.from({ length: 100 }, (_, index) =>
      withHash({
        ...{ position: 10_001 + index, document: `n/${randomId(random, 22)}`, device: 'laptop', replica },
        ...{ batch: 5 + index, time: 1_764_000_000_000 + 3 * index, kind: entryKind.update, edits: 1 },
        payload: new Uint8Array(75)
      })
    )
    const bytes = encodeFrame({ type: 'entries', space: 'notes', entries, hash }).length
    const ofFrame = 1 + 6 + hash.length + replica.length + 60
    expect(bytes).toBeLessThanOrEqual(100 * (75 + 20) + ofFrame)
  })

  it.each([
    ['a document that is not named', [0, 9]],
    ['a writer that is not named', [1, 9]]
  ])('P5 with %s is unreadable', (_what, entry) => {
    const ids = [1, 1, 1, 0, 0, 2, 1, 0, 1, 65, 1, 0, 1, 66]
    const parsed = parseFrame(Uint8Array.from([3, 0, ...ids, 1, 0, ...entry, ...new Array(40).fill(0)]))
    expect(parsed).toMatchObject({ ok: false, error: { code: 'frame-unreadable' } })
  })
})
