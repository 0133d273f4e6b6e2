// The frame around every stored record: a format byte first, so that a newer one is noticed and never misread.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { StoreError } from '../store/port.js'

/** Raised when any record's layout changes; older formats stay readable (SPEC D6). */
export const storeFormat = 1

export function encodeRecord(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, storeFormat)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** Throws `storage-newer` for a format of a later version, and UnreadableRecord for bytes that make no sense. */
export function decodeRecord<T>(bytes: Uint8Array, read: (decoder: decoding.Decoder) => T): T {
  const format = bytes[0]
  if (format === undefined) throw new UnreadableRecord('an empty record')
  if (format > storeFormat) {
    throw new StoreError('storage-newer', `the store was written by a newer version (format ${format})`)
  }
  if (format !== storeFormat) throw new UnreadableRecord(`unknown format ${format}`)
  try {
    const decoder = decoding.createDecoder(bytes)
    decoding.readUint8(decoder)
    return read(decoder)
  } catch (error) {
    throw new UnreadableRecord(String(error))
  }
}

/** A record whose bytes cannot be read: it is set aside and shown, never skipped (SPEC D4). */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord'
}

export function writeList<T>(
  encoder: encoding.Encoder,
  items: readonly T[],
  write: (encoder: encoding.Encoder, item: T) => void
): void {
  encoding.writeVarUint(encoder, items.length)
  for (const item of items) write(encoder, item)
}

export function readList<T>(decoder: decoding.Decoder, read: (decoder: decoding.Decoder) => T): T[] {
  const items: T[] = []
  for (let left = decoding.readVarUint(decoder); left > 0; left--) items.push(read(decoder))
  return items
}

export function writeOptional<T>(
  encoder: encoding.Encoder,
  value: T | null,
  write: (encoder: encoding.Encoder, value: T) => void
): void {
  encoding.writeUint8(encoder, value === null ? 0 : 1)
  if (value !== null) write(encoder, value)
}

export function readOptional<T>(decoder: decoding.Decoder, read: (decoder: decoding.Decoder) => T): T | null {
  return readByte(decoder) === 0 ? null : read(decoder)
}

/** lib0 reads undefined beyond the end; a cut record must not pass for a whole one (SPEC D4). */
export function readByte(decoder: decoding.Decoder): number {
  if (!decoding.hasContent(decoder)) throw new RangeError('the bytes end too early')
  return decoding.readUint8(decoder)
}
