import * as encoding from 'lib0/encoding'
import { expect, it } from 'vitest'
import { Stop } from '../refusal.js'
import { bytesOf, numbers, raw } from '../testing/update-writer.js'
import { ByteReader } from './byte-reader.js'

const refusalOf = (read: () => unknown): string => {
  try {
    read()
    return 'none'
  } catch (thrown) {
    if (thrown instanceof Stop) return thrown.refusal.message
    throw thrown
  }
}

const tellingNumbers = [0, 1, 127, 128, 2 ** 14, 2 ** 31, 2 ** 32, 2 ** 49, 2 ** 53 - 1]

it('G2 integers are read as lib0 writes them, to 53 bits', () => {
  for (const number of tellingNumbers) expect(new ByteReader(bytesOf(numbers(number))).varUint()).toBe(number)
  for (const number of [...tellingNumbers, -1, -64, -(2 ** 40)]) {
    const reader = new ByteReader(bytesOf((encoder) => encoding.writeVarInt(encoder, number)))
    reader.skipVarInt()
    expect(reader.remaining).toBe(0)
  }
})

it('G2 integers that are cut, padded or too large are refused', () => {
  const read = (...bytes: number[]): string =>
    refusalOf(() => new ByteReader(bytesOf(raw(...bytes))).varUint())
  expect(read()).toBe('ends in the middle')
  expect(read(0x80)).toBe('ends in the middle')
  expect(read(0x80, 0)).toBe('a padded integer')
  expect(read(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)).toBe('none')
  expect(read(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10)).toBe('an integer of more than 53 bits')
  expect(read(...new Array(40).fill(0x80), 1)).toBe('an integer of more than 53 bits')
})

it('G2 client ids have 32 bits', () => {
  expect(new ByteReader(bytesOf(numbers(2 ** 32 - 1))).client()).toBe(2 ** 32 - 1)
  expect(refusalOf(() => new ByteReader(bytesOf(numbers(2 ** 32))).client())).toBe(
    'a client id of more than 32 bits'
  )
})

it('G3 a count is refused when the bytes after it cannot hold so many', () => {
  expect(new ByteReader(bytesOf(numbers(2), raw(0, 0, 0, 0))).count(2)).toBe(2)
  const tooMany = new ByteReader(bytesOf(numbers(3), raw(0, 0, 0, 0)))
  expect(refusalOf(() => tooMany.count(2))).toBe('counts more than its bytes can hold')
})
