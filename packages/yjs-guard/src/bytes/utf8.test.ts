import { createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import { utf16Length } from './utf8.js'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const decodedLength = (bytes: Uint8Array): number => {
  try {
    return decoder.decode(bytes).length
  } catch {
    return -1
  }
}

/** Lead and continuation bytes at the edges of their ranges. */
const edges = [
  0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed
]
edges.push(0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff)

it('G7 takes exactly the text that a fatal TextDecoder takes, and counts it alike', () => {
  let sound = 0
  for (let seed = 1; seed <= 30_000; seed++) {
    const random = createSeededRandom(seed)
    const bytes = Uint8Array.from({ length: random.below(5) }, () => random.pick(edges))
    const expected = decodedLength(bytes)
    if (utf16Length(bytes, 0, bytes.length) !== expected)
      throw new Error(`seed ${seed}: not ${expected} units`)
    if (expected > 0) sound++
  }
  expect(sound).toBeGreaterThan(1000)
})

it('G7 counts in UTF-16 units, within the bounds given', () => {
  const bytes = new TextEncoder().encode('xé漢😀x')
  expect(utf16Length(bytes, 0, bytes.length)).toBe(6)
  expect(utf16Length(bytes, 1, bytes.length - 1)).toBe(4)
  expect(utf16Length(bytes, 0, 2)).toBe(-1)
})
