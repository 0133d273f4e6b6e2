// Something set aside: an update that the relay refused, waiting for a person's or an app's decision.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeRecord, encodeRecord } from './versioned.js'

export interface SetAside {
  readonly document: string
  readonly kind: number
  readonly edits: number
  /** A guard or error code. */
  readonly reason: string
  /** Wall time, ms. */
  readonly time: number
  readonly payload: Uint8Array
}

export function encodeSetAside(record: SetAside): Uint8Array {
  return encodeRecord((encoder) => {
    encoding.writeVarString(encoder, record.document)
    encoding.writeVarUint(encoder, record.kind)
    encoding.writeVarUint(encoder, record.edits)
    encoding.writeVarString(encoder, record.reason)
    encoding.writeVarUint(encoder, record.time)
    encoding.writeVarUint8Array(encoder, record.payload)
  })
}

export function decodeSetAside(bytes: Uint8Array): SetAside {
  return decodeRecord(bytes, (decoder) => ({
    document: decoding.readVarString(decoder),
    kind: decoding.readVarUint(decoder),
    edits: decoding.readVarUint(decoder),
    reason: decoding.readVarString(decoder),
    time: decoding.readVarUint(decoder),
    payload: decoding.readVarUint8Array(decoder)
  }))
}
