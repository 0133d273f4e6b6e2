// The device rows as they were last told, so that a reload without a network still shows them, with their age.

import { type DeviceRow, readDeviceRow, readList, writeDeviceRow, writeList } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeRecord, encodeRecord } from './versioned.js'

export interface StoredRows {
  /** Wall time, ms. */
  readonly provenAt: number
  readonly rows: readonly DeviceRow[]
}

export const rowsKey = 'rows'

export function encodeRows(stored: StoredRows): Uint8Array {
  return encodeRecord((encoder) => {
    encoding.writeVarUint(encoder, stored.provenAt)
    writeList(encoder, stored.rows, writeDeviceRow)
  })
}

export function decodeRows(bytes: Uint8Array): StoredRows {
  return decodeRecord(bytes, (decoder) => ({
    provenAt: decoding.readVarUint(decoder),
    rows: readList(decoder, readDeviceRow)
  }))
}
