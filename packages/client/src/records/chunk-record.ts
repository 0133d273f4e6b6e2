// A chunk: many updates in one record of bytes, and its contents record that says which are where.
//
// IndexedDB costs by the record, not by the byte, so what is written together is stored together. The contents are
// a record of their own so that opening a space reads no content.

import { readList, writeList } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { crc32 } from './crc32.js'
import { decodeRecord, encodeRecord, UnreadableRecord } from './versioned.js'

/** An update to be stored; no payload for an own entry that came back as a header. */
export interface ChunkItem {
  readonly document: string
  readonly kind: number
  /** Position in the log; 0 while it has none. */
  readonly position: number
  /** Wall time of the edit, ms. */
  readonly time: number
  readonly payload: Uint8Array | null
}

/** Where an item's payload lies in its chunk; length 0 for a header alone. */
export interface ContentsItem {
  readonly document: string
  readonly kind: number
  readonly position: number
  readonly time: number
  readonly offset: number
  readonly length: number
}

export interface Contents {
  readonly items: readonly ContentsItem[]
  /** Of the chunk's bytes. */
  readonly crc: number
  /** Chunks that this one took the place of. */
  readonly replaces: readonly number[]
}

export interface Chunk {
  readonly bytes: Uint8Array
  readonly contents: Contents
}

export function createChunk(items: readonly ChunkItem[], replaces: readonly number[] = []): Chunk {
  const length = items.reduce((sum, item) => sum + (item.payload?.length ?? 0), 0)
  const bytes = new Uint8Array(length)
  let offset = 0
  const located = items.map((item): ContentsItem => {
    const at = offset
    if (item.payload) {
      bytes.set(item.payload, at)
      offset += item.payload.length
    }
    const { document, kind, position, time } = item
    return { document, kind, position, time, offset: at, length: item.payload?.length ?? 0 }
  })
  return { bytes, contents: { items: located, crc: crc32(bytes), replaces } }
}

/** A view of the item's bytes. Throws UnreadableRecord when the chunk is not what was written. */
export function payloadOf(chunk: Uint8Array, item: ContentsItem): Uint8Array {
  if (item.offset + item.length > chunk.length)
    throw new UnreadableRecord('a chunk is shorter than its contents')
  return chunk.subarray(item.offset, item.offset + item.length)
}

export function assertIntact(chunk: Uint8Array, contents: { readonly crc: number }): void {
  if (crc32(chunk) !== contents.crc) throw new UnreadableRecord('a chunk fails its checksum')
}

export function encodeContents(contents: Contents): Uint8Array {
  return encodeRecord((encoder) => {
    encoding.writeUint32(encoder, contents.crc)
    writeList(encoder, contents.replaces, encoding.writeVarUint)
    writeList(encoder, contents.items, (inner, item) => {
      encoding.writeVarString(inner, item.document)
      encoding.writeVarUint(inner, item.kind)
      encoding.writeVarUint(inner, item.position)
      encoding.writeVarUint(inner, item.time)
      encoding.writeVarUint(inner, item.length)
    })
  })
}

export function decodeContents(bytes: Uint8Array): Contents {
  return decodeRecord(bytes, (decoder) => {
    const crc = decoding.readUint32(decoder)
    const replaces = readList(decoder, decoding.readVarUint)
    let offset = 0
    const items = readList(decoder, (inner): ContentsItem => {
      const document = decoding.readVarString(inner)
      const kind = decoding.readVarUint(inner)
      const position = decoding.readVarUint(inner)
      const time = decoding.readVarUint(inner)
      const length = decoding.readVarUint(inner)
      offset += length
      return { document, kind, position, time, offset: offset - length, length }
    })
    return { items, crc, replaces }
  })
}
