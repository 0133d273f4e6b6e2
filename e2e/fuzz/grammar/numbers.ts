// Numbers, texts and bytes as a hostile peer writes them: at every edge, over-long, cut, or no text at all.

import type { SeededRandom } from '@weft/base/testing'
import * as encoding from 'lib0/encoding'

/** Where counts, clocks and lengths tend to break. */
export const edges = [
  ...[0, 1, 2, 63, 64, 127, 128, 255, 256, 2 ** 14, 2 ** 16, 2 ** 20, 2 ** 24],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]
] as const

export const varUint = (value: number): Uint8Array =>
  encoding.encode((encoder) => encoding.writeVarUint(encoder, value))

/** The same value in more bytes than it takes. */
export function padded(value: number, by: number): Uint8Array {
  const bytes = [...varUint(value)]
  const last = bytes.length - 1
  bytes[last] = (bytes[last] as number) | 0x80
  for (let left = by - 1; left > 0; left--) bytes.push(0x80)
  return Uint8Array.from([...bytes, 0])
}

/** 2^53, 2^64 and beyond, or one that never ends. */
const tooLarge: readonly Uint8Array[] = [
  Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
  new Uint8Array(40).fill(0xff)
]

export function hostileVarUint(value: number, random: SeededRandom): Uint8Array {
  const dice = random.float()
  if (dice < 0.5) return varUint(random.pick(edges))
  if (dice < 0.65) return varUint(Math.max(0, value + random.pick([-1, 1, 2])))
  if (dice < 0.8) return padded(value, 1 + random.below(4))
  return random.pick(tooLarge)
}

const encoder = new TextEncoder()

const strangeTexts: readonly Uint8Array[] = [
  ...[
    '',
    ' ',
    '.',
    '..',
    '../x',
    'a//b',
    '/',
    '__proto__',
    'constructor',
    'toString',
    'guest',
    '\0',
    'CON',
    'a'.repeat(128)
  ],
  ...[
    'a'.repeat(129),
    'é'.repeat(70),
    '漢字',
    '😀',
    '\u202e',
    '\ufeff',
    '\r\nSet-Cookie: a=b',
    '{{1+1}}',
    'a'.repeat(5_000)
  ]
].map((text) => encoder.encode(text))

const noTexts: readonly Uint8Array[] = [
  Uint8Array.of(0xff),
  Uint8Array.of(0xc0, 0xaf),
  // A lone surrogate, as CESU-8 has it.
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf8, 0x88, 0x80, 0x80, 0x80),
  Uint8Array.of(0xe2, 0x82)
]

export const hostileText = (random: SeededRandom): Uint8Array =>
  random.chance(0.75) ? random.pick(strangeTexts) : random.pick(noTexts)

export function hostileBytes(random: SeededRandom): Uint8Array {
  const dice = random.float()
  if (dice < 0.2) return new Uint8Array()
  if (dice < 0.9) return random.bytes(random.below(40))
  return new Uint8Array(random.below(20_000)).fill(random.below(256))
}
