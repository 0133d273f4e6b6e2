// Which incarnation of a store this is: a store that was emptied and filled again has another birth.
//
// Stores of before this record have none, which is told from any birth as well.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeRecord, encodeRecord } from './versioned.js'

export const birthKey = 'birth'

export function encodeBirth(birth: string): Uint8Array {
  return encodeRecord((encoder) => encoding.writeVarString(encoder, birth))
}

export function decodeBirth(bytes: Uint8Array): string {
  return decodeRecord(bytes, decoding.readVarString)
}
