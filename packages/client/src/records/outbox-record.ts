// An outbox row: edits that are saved and in no batch yet, or documents that are to be given back whole.

import { readByte, readList, writeList } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeRecord, encodeRecord } from './versioned.js'

export type OutboxRow = EditsRow | GiveBackRow

export interface EditsRow {
  readonly type: 'edits'
  /** Wall time of the oldest edit in it, ms. */
  readonly time: number
  readonly items: readonly OutboxItem[]
}

export interface OutboxItem {
  readonly document: string
  readonly kind: number
  readonly edits: number
  readonly place: Inline | InChunk
}

/** A small update stays in its row; loading a document reads these rows too. */
export interface Inline {
  readonly payload: Uint8Array
}

/** A large one, or several merged ones, lie in a chunk already. */
export interface InChunk {
  readonly chunk: number
  readonly offset: number
  readonly length: number
}

/** Everything chunks up to `upTo` hold of these documents is pushed, before any row after this one (SPEC E2). */
export interface GiveBackRow {
  readonly type: 'give-back'
  readonly time: number
  readonly documents: readonly string[]
  readonly upTo: number
}

export function encodeOutboxRow(row: OutboxRow): Uint8Array {
  return encodeRecord((encoder) => {
    encoding.writeUint8(encoder, row.type === 'edits' ? 0 : 1)
    encoding.writeVarUint(encoder, row.time)
    if (row.type === 'give-back') {
      encoding.writeVarUint(encoder, row.upTo)
      writeList(encoder, row.documents, encoding.writeVarString)
      return
    }
    writeList(encoder, row.items, (inner, item) => {
      encoding.writeVarString(inner, item.document)
      encoding.writeVarUint(inner, item.kind)
      encoding.writeVarUint(inner, item.edits)
      if ('payload' in item.place) {
        encoding.writeUint8(inner, 0)
        encoding.writeVarUint8Array(inner, item.place.payload)
      } else {
        encoding.writeUint8(inner, 1)
        encoding.writeVarUint(inner, item.place.chunk)
        encoding.writeVarUint(inner, item.place.offset)
        encoding.writeVarUint(inner, item.place.length)
      }
    })
  })
}

export function decodeOutboxRow(bytes: Uint8Array): OutboxRow {
  return decodeRecord(bytes, (decoder): OutboxRow => {
    const isEdits = readByte(decoder) === 0
    const time = decoding.readVarUint(decoder)
    if (!isEdits) {
      const upTo = decoding.readVarUint(decoder)
      return { type: 'give-back', time, upTo, documents: readList(decoder, decoding.readVarString) }
    }
    const items = readList(decoder, (inner): OutboxItem => {
      const document = decoding.readVarString(inner)
      const kind = decoding.readVarUint(inner)
      const edits = decoding.readVarUint(inner)
      const place: Inline | InChunk =
        readByte(inner) === 0
          ? { payload: decoding.readVarUint8Array(inner) }
          : {
              chunk: decoding.readVarUint(inner),
              offset: decoding.readVarUint(inner),
              length: decoding.readVarUint(inner)
            }
      return { document, kind, edits, place }
    })
    return { type: 'edits', time, items }
  })
}
