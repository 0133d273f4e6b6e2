// A place in a log that can be checked: a position and the running hash there.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** Bytes of a running hash, a payload hash and a batch's chain hash (SHA-256). */
export const hashBytes = 32

export interface Mark {
  /** 0 before the first entry. */
  readonly position: number
  /** Running hash after the entry at `position`; 32 zero bytes at position 0. */
  readonly hash: Uint8Array
}

export const startMark: Mark = { position: 0, hash: new Uint8Array(hashBytes) }

export function isSameMark(a: Mark, b: Mark): boolean {
  return a.position === b.position && isSameBytes(a.hash, b.hash)
}

export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

export function writeMark(encoder: encoding.Encoder, mark: Mark): void {
  encoding.writeVarUint(encoder, mark.position)
  encoding.writeUint8Array(encoder, mark.hash)
}

export function readMark(decoder: decoding.Decoder): Mark {
  return { position: decoding.readVarUint(decoder), hash: readHash(decoder) }
}

export function readHash(decoder: decoding.Decoder): Uint8Array {
  return decoding.readUint8Array(decoder, hashBytes)
}
