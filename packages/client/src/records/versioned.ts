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
