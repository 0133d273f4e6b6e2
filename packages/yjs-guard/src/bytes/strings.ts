// Strings in an update: a length in bytes, then UTF-8.

import { malformed, stop } from '../refusal.js'
import type { ByteReader } from './byte-reader.js'
import { utf16Length } from './utf8.js'

/** Reads past a string and returns its length in UTF-16 units. */
export function scanString(reader: ByteReader): number {
  const start = openString(reader)
  const units = utf16Length(reader.bytes, start, reader.pos)
  if (units < 0) malformed('text that is not UTF-8')
  return units
}

/** Reads past a name: short text that ends up as a key of some object, see `refuseReservedKey`. */
export function scanName(reader: ByteReader, nameBytes: number): void {
  const start = openString(reader)
  if (reader.pos - start > nameBytes) stop('update-too-large', `a name of more than ${nameBytes} bytes`)
  if (utf16Length(reader.bytes, start, reader.pos) < 0) malformed('text that is not UTF-8')
  refuseReservedKey(reader.bytes, start, reader.pos)
}

/** Moves the reader behind the string and returns where its text starts. */
export function openString(reader: ByteReader): number {
  const length = reader.varUint()
  const start = reader.pos
  reader.skip(length)
  return start
}

/** ASCII text as bytes, to compare names with. */
export const word = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

export function isWord(bytes: Uint8Array, start: number, end: number, letters: Uint8Array): boolean {
  if (end - start !== letters.length) return false
  for (let at = 0; at < letters.length; at++) if (bytes[start + at] !== letters[at]) return false
  return true
}

/**
 * `__proto__` is no key: decoders assign keys to plain objects, so it would replace the prototype of what a reader gets,
 * and be lost when the value is encoded again. Other names of Object.prototype are merely shadowed, and stay.
 */
export const reservedKey = word('__proto__')

export function refuseReservedKey(bytes: Uint8Array, start: number, end: number): void {
  if (isWord(bytes, start, end, reservedKey)) malformed('a key named __proto__')
}
