// receipt: the relay's word that a batch is on its disk, with what it refused of it.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readHash } from '../mark.js'
import { readList, writeList } from './fields.js'

export interface Receipt {
  readonly type: 'receipt'
  readonly space: string
  readonly replica: string
  readonly batch: number
  /** Position of the batch's last entry; the head at that time when all of it was refused. */
  readonly position: number
  /** Running hash at `position`. */
  readonly hash: Uint8Array
  /** The relay's wall time at the append, ms. */
  readonly time: number
  /** Stored with the batch, the same in every repeat (SPEC B1). */
  readonly refused: readonly RefusedItem[]
}

export interface RefusedItem {
  /** Index of the item in the batch. */
  readonly item: number
  readonly document: string
  /** A guard code, or an error code such as too-many-documents. */
  readonly reason: string
}

export function writeReceipt(encoder: encoding.Encoder, receipt: Receipt): void {
  encoding.writeVarString(encoder, receipt.space)
  encoding.writeVarString(encoder, receipt.replica)
  encoding.writeVarUint(encoder, receipt.batch)
  encoding.writeVarUint(encoder, receipt.position)
  encoding.writeUint8Array(encoder, receipt.hash)
  encoding.writeVarUint(encoder, receipt.time)
  writeRefused(encoder, receipt.refused)
}

export function readReceipt(decoder: decoding.Decoder): Receipt {
  return {
    type: 'receipt',
    space: decoding.readVarString(decoder),
    replica: decoding.readVarString(decoder),
    batch: decoding.readVarUint(decoder),
    position: decoding.readVarUint(decoder),
    hash: readHash(decoder),
    time: decoding.readVarUint(decoder),
    refused: readRefused(decoder)
  }
}

/** Also the form in which a log stores refusals. */
export function writeRefused(encoder: encoding.Encoder, refused: readonly RefusedItem[]): void {
  writeList(encoder, refused, (inner, item) => {
    encoding.writeVarUint(inner, item.item)
    encoding.writeVarString(inner, item.document)
    encoding.writeVarString(inner, item.reason)
  })
}

export function readRefused(decoder: decoding.Decoder): RefusedItem[] {
  return readList(decoder, (inner) => ({
    item: decoding.readVarUint(inner),
    document: decoding.readVarString(inner),
    reason: decoding.readVarString(inner)
  }))
}
