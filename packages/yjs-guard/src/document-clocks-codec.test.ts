import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type DocumentClocks, emptyDocumentClocks, type KnownClock } from './document-clocks.js'
import { decodeDocumentClocks, encodeDocumentClocks } from './document-clocks-codec.js'

const clocksOf = (...rows: readonly KnownClock[]): DocumentClocks => ({
  clients: new Map(rows.map((row) => [row.client, row]))
})

const sample = clocksOf(
  { client: 4_294_967_295, clock: 1, owner: 'replica-b' },
  { client: 7, clock: 300, owner: 'replica-a' },
  { client: 0, clock: 2 ** 40, owner: null },
  { client: 8, clock: 5, owner: 'replica-a' },
  { client: 9, clock: 6, owner: 'é' }
)

const golden = (name: string): Uint8Array => {
  const text = readFileSync(new URL(`./golden/${name}`, import.meta.url), 'utf8')
  return Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16))
}

it('G10 the bytes of version 1 never change, and are read for ever', () => {
  const bytes = golden('document-clocks-1.hex')
  expect(encodeDocumentClocks(sample)).toEqual(bytes)
  expect(decodeDocumentClocks(bytes).clients).toEqual(sample.clients)
})

it('G10 equal clocks give equal bytes, whatever order they came in', () => {
  const turned = clocksOf(...[...sample.clients.values()].reverse())
  expect(encodeDocumentClocks(turned)).toEqual(encodeDocumentClocks(sample))
})

it('G10 what is read carries its sum', () => {
  expect(decodeDocumentClocks(encodeDocumentClocks(sample)).total).toBe(2 ** 40 + 312)
  expect(decodeDocumentClocks(encodeDocumentClocks(emptyDocumentClocks))).toEqual(emptyDocumentClocks)
})

it('G10 damaged storage is an error, never a guess', () => {
  const bytes = encodeDocumentClocks(sample)
  for (let length = 0; length < bytes.length; length++) {
    expect(() => decodeDocumentClocks(bytes.subarray(0, length))).toThrow()
  }
  expect(() => decodeDocumentClocks(Uint8Array.from([...bytes, 0]))).toThrow('damaged')
  expect(() => decodeDocumentClocks(Uint8Array.from([2, 0, 0]))).toThrow('version 2')
  expect(() => decodeDocumentClocks(Uint8Array.from([1, 0, 1, 5, 1, 3]))).toThrow('damaged')
  expect(() => decodeDocumentClocks(Uint8Array.from([1, 0, 2, 5, 1, 0, 0, 1, 0]))).toThrow('damaged')
})
