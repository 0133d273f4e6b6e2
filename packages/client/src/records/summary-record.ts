// A shard of summaries: what lists show of documents that are not open, packed so that 10,000 load at once.

import { readList, writeList } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeRecord, encodeRecord } from './versioned.js'

export interface StoredSummary {
  readonly document: string
  /** The sequence number of the store up to which content is in it. */
  readonly upTo: number
  /** JSON text of what the app's `of` gave. */
  readonly json: string
}

export interface SummaryShard {
  /** The app's summary version that made these. */
  readonly version: number
  readonly summaries: readonly StoredSummary[]
}

export const summaryShards = 64

/** FNV-1a over the id's UTF-16 units. */
export function shardOf(document: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < document.length; index++) {
    hash = Math.imul(hash ^ document.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0) % summaryShards
}

export function encodeSummaryShard(shard: SummaryShard): Uint8Array {
  return encodeRecord((encoder) => {
    encoding.writeVarUint(encoder, shard.version)
    writeList(encoder, shard.summaries, (inner, summary) => {
      encoding.writeVarString(inner, summary.document)
      encoding.writeVarUint(inner, summary.upTo)
      encoding.writeVarString(inner, summary.json)
    })
  })
}

export function decodeSummaryShard(bytes: Uint8Array): SummaryShard {
  return decodeRecord(bytes, (decoder) => ({
    version: decoding.readVarUint(decoder),
    summaries: readList(decoder, (inner) => ({
      document: decoding.readVarString(inner),
      upTo: decoding.readVarUint(inner),
      json: decoding.readVarString(inner)
    }))
  }))
}
