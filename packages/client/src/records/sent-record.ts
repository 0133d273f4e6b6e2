// Headers of the batches that are made and not settled: what counts and checks need without reading their bytes.

import { readHash, readList, readOptional, writeList, writeOptional } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeRecord, encodeRecord } from './versioned.js'

export interface SentBatch {
  readonly batch: number
  readonly chain: Uint8Array
  readonly bytes: number
  /** Wall time of the oldest edit in it, ms. */
  readonly time: number
  /**
   * Position of its last entry, once there is a receipt. The header stays until the cursor has passed it, so that each
   * own entry can be checked against what this store holds (SPEC L7).
   */
  readonly acknowledgedAt: number | null
  readonly items: readonly SentItem[]
}

export interface SentItem {
  readonly document: string
  readonly edits: number
  readonly payloadHash: Uint8Array
}

export const sentKey = 'sent'

export function encodeSent(batches: readonly SentBatch[]): Uint8Array {
  return encodeRecord((encoder) => {
    writeList(encoder, batches, (inner, sent) => {
      encoding.writeVarUint(inner, sent.batch)
      encoding.writeUint8Array(inner, sent.chain)
      encoding.writeVarUint(inner, sent.bytes)
      encoding.writeVarUint(inner, sent.time)
      writeOptional(inner, sent.acknowledgedAt, encoding.writeVarUint)
      writeList(inner, sent.items, (deeper, item) => {
        encoding.writeVarString(deeper, item.document)
        encoding.writeVarUint(deeper, item.edits)
        encoding.writeUint8Array(deeper, item.payloadHash)
      })
    })
  })
}

export function decodeSent(bytes: Uint8Array | undefined): SentBatch[] {
  if (!bytes) return []
  return decodeRecord(bytes, (decoder) =>
    readList(decoder, (inner) => ({
      batch: decoding.readVarUint(inner),
      chain: readHash(inner),
      bytes: decoding.readVarUint(inner),
      time: decoding.readVarUint(inner),
      acknowledgedAt: readOptional(inner, decoding.readVarUint),
      items: readList(inner, (deeper) => ({
        document: decoding.readVarString(deeper),
        edits: decoding.readVarUint(deeper),
        payloadHash: readHash(deeper)
      }))
    }))
  )
}
