import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { defaultGuardLimits } from '../limits.js'
import { type GuardCode, Stop } from '../refusal.js'
import { bytesOf, raw } from '../testing/update-writer.js'
import { scanAny } from './any-value.js'
import { ByteReader } from './byte-reader.js'
import { ScanBudget } from './scan-budget.js'

const scan = (bytes: Uint8Array, structs = 500_000): GuardCode | 'taken' => {
  const reader = new ByteReader(bytes)
  try {
    scanAny(reader, new ScanBudget({ ...defaultGuardLimits, structs }))
    return reader.remaining === 0 ? 'taken' : 'update-malformed'
  } catch (thrown) {
    if (thrown instanceof Stop) return thrown.refusal.code
    throw thrown
  }
}

const write = (value: encoding.AnyEncodable): Uint8Array =>
  bytesOf((encoder) => encoding.writeAny(encoder, value))

const values: readonly encoding.AnyEncodable[] = [
  undefined,
  null,
  true,
  false,
  0,
  -1,
  63,
  64,
  -(2 ** 31),
  2 ** 31,
  2 ** 53 - 1,
  0.5,
  Math.PI,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  12345678901234567890n,
  '',
  'é😀',
  new Uint8Array([1, 2, 3]),
  [],
  {},
  [[], {}, [1, [2, { three: [4] }]]],
  { a: { b: [null, undefined] }, '': 1, constructor: 'x' }
]

describe('values in Any encoding', () => {
  it('G2 are read to their very end, and none that was cut', () => {
    for (const value of values) {
      const bytes = write(value)
      expect(scan(bytes)).toBe('taken')
      for (let length = 0; length < bytes.length; length++) {
        expect(scan(bytes.subarray(0, length))).toBe('update-malformed')
      }
    }
  })

  it('G2 are refused when their kind is unknown, their text is no text or their integers are padded or endless', () => {
    for (const kind of [0, 1, 115, 128, 255]) expect(scan(bytesOf(raw(kind, 0, 0)))).toBe('update-malformed')
    expect(scan(bytesOf(raw(119, 1, 0xff)))).toBe('update-malformed')
    expect(scan(bytesOf(raw(125, 0x80, 0)))).toBe('update-malformed')
    expect(scan(bytesOf(raw(125, ...new Array(30).fill(0x80), 1)))).toBe('update-malformed')
    expect(scan(bytesOf(raw(125, 0xbf, ...new Array(7).fill(0xff), 1)))).toBe('update-malformed')
  })

  it('G3 are refused when they count more members than bytes follow', () => {
    expect(scan(bytesOf(raw(117, 0xff, 0xff, 0xff, 0x7f), raw(126)))).toBe('update-malformed')
    expect(scan(bytesOf(raw(118, 2, 0, 126)))).toBe('update-malformed')
  })

  it('G3 cost a struct for each array, object and byte array', () => {
    expect(scan(write([[], {}, new Uint8Array(9), 'text', 1, null]), 4)).toBe('taken')
    expect(scan(write([[], {}, new Uint8Array(9), 'text', 1, null]), 3)).toBe('update-too-many-structs')
  })

  it('G8 nest no deeper than allowed', () => {
    const nested = (depth: number): Uint8Array =>
      Uint8Array.from({ length: 2 * depth + 1 }, (_, at) => (at === 2 * depth ? 126 : at % 2 === 0 ? 117 : 1))
    expect(scan(nested(64))).toBe('taken')
    expect(scan(nested(65))).toBe('update-too-deep')
    expect(scan(nested(300_000))).toBe('update-too-deep')
  })

  it('G9 have no key named __proto__', () => {
    const keyed = (key: string): Uint8Array =>
      bytesOf(raw(117, 1, 118, 1), (encoder) => encoding.writeVarString(encoder, key), raw(118, 0))
    expect(scan(keyed('__proto__'))).toBe('update-malformed')
    for (const key of ['constructor', 'prototype', '__proto_', 'toString'])
      expect(scan(keyed(key))).toBe('taken')
  })
})
