// snapshots: documents in id order for a device that is too far back for entries, against a base mark.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type Mark, readMark, writeMark } from '../mark.js'
import { readFlag, readList, writeFlag, writeList } from './fields.js'

export interface Snapshots {
  readonly type: 'snapshots'
  readonly space: string
  /** Entries after this mark follow once `done`; the same for all frames of one catch-up. */
  readonly base: Mark
  /** In document-id order; several items of one document stand side by side. */
  readonly items: readonly SnapshotItem[]
  /** The last frame of the catch-up: the device may set its cursor to `base` with it (SPEC L11). */
  readonly done: boolean
  /** Documents sent so far and in all, for a progress bar. */
  readonly sentDocuments: number
  readonly totalDocuments: number
}

export interface SnapshotItem {
  readonly document: string
  /** The position up to which the payload covers the document. */
  readonly position: number
  /** Relay's wall time of the document's last entry up to the base, ms. */
  readonly time: number
  readonly kind: number
  /** 0-based; a payload larger than a frame comes in parts, in order, no other snapshot item of the space between them. */
  readonly part: number
  readonly parts: number
  /** No further item of this document follows. */
  readonly last: boolean
  readonly payload: Uint8Array
}

export function writeSnapshots(encoder: encoding.Encoder, frame: Snapshots): void {
  encoding.writeVarString(encoder, frame.space)
  writeMark(encoder, frame.base)
  writeList(encoder, frame.items, (inner, item) => {
    encoding.writeVarString(inner, item.document)
    encoding.writeVarUint(inner, item.position)
    encoding.writeVarUint(inner, item.time)
    encoding.writeVarUint(inner, item.kind)
    encoding.writeVarUint(inner, item.part)
    encoding.writeVarUint(inner, item.parts)
    writeFlag(inner, item.last)
    encoding.writeVarUint8Array(inner, item.payload)
  })
  writeFlag(encoder, frame.done)
  encoding.writeVarUint(encoder, frame.sentDocuments)
  encoding.writeVarUint(encoder, frame.totalDocuments)
}

export function readSnapshots(decoder: decoding.Decoder): Snapshots {
  return {
    type: 'snapshots',
    space: decoding.readVarString(decoder),
    base: readMark(decoder),
    items: readList(decoder, (inner) => ({
      document: decoding.readVarString(inner),
      position: decoding.readVarUint(inner),
      time: decoding.readVarUint(inner),
      kind: decoding.readVarUint(inner),
      part: decoding.readVarUint(inner),
      parts: decoding.readVarUint(inner),
      last: readFlag(inner),
      payload: decoding.readVarUint8Array(inner)
    })),
    done: readFlag(decoder),
    sentDocuments: decoding.readVarUint(decoder),
    totalDocuments: decoding.readVarUint(decoder)
  }
}
