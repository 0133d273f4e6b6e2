import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import * as encoding from 'lib0/encoding'
import { expect, it } from 'vitest'
import { defaultGuardLimits } from '../limits.js'
import { type GuardCode, Stop } from '../refusal.js'
import { bytesOf } from '../testing/update-writer.js'
import { ByteReader } from './byte-reader.js'
import { scanJson } from './json-value.js'
import { ScanBudget } from './scan-budget.js'

const scan = (text: string): GuardCode | 'taken' => {
  const reader = new ByteReader(bytesOf((encoder) => encoding.writeVarString(encoder, text)))
  try {
    scanJson(reader, new ScanBudget(defaultGuardLimits))
    return reader.remaining === 0 ? 'taken' : 'update-malformed'
  } catch (thrown) {
    if (thrown instanceof Stop) return thrown.refusal.code
    throw thrown
  }
}

const parses = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const tokens = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"\\u00e9"',
  '"\\n"',
  '"\\x"',
  '"',
  '\\',
  '0',
  '-1',
  '01',
  '1.5'
]
tokens.push(
  '1.',
  '2e5',
  '2E-7',
  '1e',
  '-',
  'true',
  'null',
  'fals',
  ' ',
  '\n',
  '\t',
  '\u00a0',
  '\ufeff',
  '\u0001',
  'é'
)

const randomText = (random: SeededRandom): string =>
  Array.from({ length: 1 + random.below(7) }, () => random.pick(tokens)).join('')

const randomValue = (random: SeededRandom, depth: number): unknown => {
  const dice = random.below(depth > 0 ? 7 : 5)
  if (dice < 2) return random.pick([0, -0.5, 1e21, 12345, true, false, null])
  if (dice < 5) return random.pick(['', 'a"b\\c', '\u2028', '😀', '\ud83d', 'line\n'])
  if (dice === 5) return Array.from({ length: random.below(4) }, () => randomValue(random, depth - 1))
  const keys = ['a', '', '"', 'constructor'].slice(0, random.below(5))
  return Object.fromEntries(keys.map((key) => [key, randomValue(random, depth - 1)]))
}

it('G2 takes exactly what JSON.parse takes', () => {
  let parsed = 0
  for (let seed = 1; seed <= 40_000; seed++) {
    const text = randomText(createSeededRandom(seed))
    const expected = parses(text) ? 'taken' : 'update-malformed'
    if (scan(text) !== expected) throw new Error(`seed ${seed}: ${text} is not ${expected}`)
    if (expected === 'taken') parsed++
  }
  expect(parsed).toBeGreaterThan(1000)
})

it('G2 takes everything that JSON.stringify writes, and nothing of it that was cut', () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const random = createSeededRandom(seed)
    const value = [randomValue(random, 4)]
    for (const indent of [0, 2]) {
      const text = JSON.stringify(value, undefined, indent)
      expect(scan(text), `seed ${seed}: ${text}`).toBe('taken')
      expect(scan(text.slice(0, random.below(text.length))), `seed ${seed}: ${text}`).toBe('update-malformed')
    }
  }
})

it('G8 counts the levels of arrays and objects', () => {
  expect(scan('['.repeat(64) + ']'.repeat(64))).toBe('taken')
  expect(scan('['.repeat(65) + ']'.repeat(65))).toBe('update-too-deep')
  expect(scan(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`)).toBe('update-too-deep')
  expect(scan(`[${'[],'.repeat(1000)}[]]`)).toBe('taken')
})

it.each(['{"__proto__":1}', '[{"a":{"__proto__":{}}}]', '{"\\u005f_pr\\u006Ft\\u006f__":1}'])(
  'G9 refuses the key of %s, escaped or not',
  (text) => expect(scan(text)).toBe('update-malformed')
)

it.each([
  '{"constructor":{"prototype":1}}',
  '{"__proto":1,"_proto__":2,"__proto__x":3}',
  '"__proto__"',
  '{"\\t__":1}'
])('G9 takes %s', (text) => expect(scan(text)).toBe('taken'))
