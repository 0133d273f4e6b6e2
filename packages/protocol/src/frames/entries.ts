// entries: what stands in a space's log after a position, without a gap, for a device at that position.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { sha256 } from '../chain.js'
import type { Entry } from '../entry.js'
import { readHash } from '../mark.js'
import { createStringTable, readByte, readList, textAt, writeList } from './fields.js'

export interface Entries {
  readonly type: 'entries'
  readonly space: string
  /** In order, positions without a gap. At least one. */
  readonly entries: readonly Entry[]
  /** Running hash after the last entry. */
  readonly hash: Uint8Array
}

export function writeEntries(encoder: encoding.Encoder, frame: Entries): void {
  const table = createStringTable()
  const body = encoding.createEncoder()
  encoding.writeVarUint(body, frame.entries.length)
  let position = 0
  let time = 0
  for (const entry of frame.entries) {
    encoding.writeVarUint(body, entry.position - position)
    encoding.writeVarUint(body, table.indexOf(entry.document))
    encoding.writeVarUint(body, table.indexOf(entry.device))
    encoding.writeVarUint(body, table.indexOf(entry.replica))
    encoding.writeVarUint(body, entry.batch)
    encoding.writeVarInt(body, entry.time - time)
    encoding.writeVarUint(body, entry.kind)
    encoding.writeVarUint(body, entry.edits)
    // The hash of a payload that travels along is the receiver's to compute.
    encoding.writeUint8(body, entry.payload === null ? 0 : 1)
    if (entry.payload === null) encoding.writeUint8Array(body, entry.payloadHash)
    else encoding.writeVarUint8Array(body, entry.payload)
    position = entry.position
    time = entry.time
  }
  encoding.writeVarString(encoder, frame.space)
  writeList(encoder, table.texts, encoding.writeVarString)
  encoding.writeBinaryEncoder(encoder, body)
  encoding.writeUint8Array(encoder, frame.hash)
}

export function readEntries(decoder: decoding.Decoder): Entries {
  const space = decoding.readVarString(decoder)
  const texts = readList(decoder, decoding.readVarString)
  let position = 0
  let time = 0
  const entries = readList(decoder, (inner): Entry => {
    position += decoding.readVarUint(inner)
    const document = textAt(texts, decoding.readVarUint(inner))
    const device = textAt(texts, decoding.readVarUint(inner))
    const replica = textAt(texts, decoding.readVarUint(inner))
    const batch = decoding.readVarUint(inner)
    time += decoding.readVarInt(inner)
    const kind = decoding.readVarUint(inner)
    const edits = decoding.readVarUint(inner)
    const payload = readByte(inner) === 0 ? null : decoding.readVarUint8Array(inner)
    const payloadHash = payload === null ? readHash(inner) : sha256(payload)
    return { position, document, device, replica, batch, time, kind, edits, payloadHash, payload }
  })
  return { type: 'entries', space, entries, hash: readHash(decoder) }
}
