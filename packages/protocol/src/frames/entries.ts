// entries: what stands in a space's log after a position, without a gap, for a device at that position.
//
// Most of an entry is as in the entry before it. A byte of flags says what is, and only the rest is written: that, the
// document's id and the payload's length are what a change costs beside itself (SPEC P10).

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { sha256 } from '../chain.js'
import type { Entry } from '../entry.js'
import { readHash } from '../mark.js'
import { createIdTable, idAt, readByte } from './fields.js'
import { readIds, writeIds } from './ids.js'

export interface Entries {
  readonly type: 'entries'
  readonly space: string
  /** In order, positions without a gap. At least one. */
  readonly entries: readonly Entry[]
  /** Running hash after the last entry. */
  readonly hash: Uint8Array
}

/** What an entry's first byte says of it; what it does not say follows, in this order. */
const flag = {
  /** Its document is the first of the list that no entry before it named. */
  nextDocument: 1,
  sameWriter: 2,
  sameBatch: 4,
  /** One more than in the entry before. Never with sameBatch. */
  nextBatch: 8,
  sameTime: 16,
  sameKind: 32,
  sameEdits: 64,
  hasPayload: 128
} as const

/** What "as before" means for the first entry of a frame. */
const beforeFirst = { writer: 0, batch: 0, time: 0, kind: 1, edits: 1 }

export function writeEntries(encoder: encoding.Encoder, frame: Entries): void {
  const documents = createIdTable()
  const writers = createIdTable()
  const body = encoding.createEncoder()
  let before = beforeFirst
  for (const entry of frame.entries) {
    const named = documents.ids.length
    const document = documents.indexOf(entry.document)
    const isNext = document === named
    const writer = writers.indexOf(entry.device, entry.replica) / 2
    const { batch, time, kind, edits, payload } = entry
    encoding.writeUint8(
      body,
      (isNext ? flag.nextDocument : 0) |
        (writer === before.writer ? flag.sameWriter : 0) |
        (batch === before.batch ? flag.sameBatch : 0) |
        (batch === before.batch + 1 ? flag.nextBatch : 0) |
        (time === before.time ? flag.sameTime : 0) |
        (kind === before.kind ? flag.sameKind : 0) |
        (edits === before.edits ? flag.sameEdits : 0) |
        (payload === null ? 0 : flag.hasPayload)
    )
    if (!isNext) encoding.writeVarUint(body, document)
    if (writer !== before.writer) encoding.writeVarUint(body, writer)
    if (batch !== before.batch && batch !== before.batch + 1) encoding.writeVarUint(body, batch)
    if (time !== before.time) encoding.writeVarInt(body, time - before.time)
    if (kind !== before.kind) encoding.writeVarUint(body, kind)
    if (edits !== before.edits) encoding.writeVarUint(body, edits)
    // The hash of a payload that travels along is the receiver's to compute.
    if (payload === null) encoding.writeUint8Array(body, entry.payloadHash)
    else encoding.writeVarUint8Array(body, payload)
    before = { writer, batch, time, kind, edits }
  }
  encoding.writeVarString(encoder, frame.space)
  writeIds(encoder, documents.ids)
  writeIds(encoder, writers.ids)
  encoding.writeVarUint(encoder, frame.entries.length)
  encoding.writeVarUint(encoder, frame.entries[0]?.position ?? 0)
  encoding.writeBinaryEncoder(encoder, body)
  encoding.writeUint8Array(encoder, frame.hash)
}

export function readEntries(decoder: decoding.Decoder): Entries {
  const space = decoding.readVarString(decoder)
  const documents = readIds(decoder)
  const writers = readIds(decoder)
  const entries: Entry[] = []
  const count = decoding.readVarUint(decoder)
  const first = decoding.readVarUint(decoder)
  let named = 0
  let before = beforeFirst
  for (let index = 0; index < count; index++) {
    const flags = readByte(decoder)
    const has = (one: number): boolean => (flags & one) !== 0
    const document = idAt(documents, has(flag.nextDocument) ? named++ : decoding.readVarUint(decoder))
    const writer = has(flag.sameWriter) ? before.writer : decoding.readVarUint(decoder)
    const batch = has(flag.sameBatch)
      ? before.batch
      : has(flag.nextBatch)
        ? before.batch + 1
        : decoding.readVarUint(decoder)
    const time = has(flag.sameTime) ? before.time : before.time + decoding.readVarInt(decoder)
    const kind = has(flag.sameKind) ? before.kind : decoding.readVarUint(decoder)
    const edits = has(flag.sameEdits) ? before.edits : decoding.readVarUint(decoder)
    const payload = has(flag.hasPayload) ? decoding.readVarUint8Array(decoder) : null
    entries.push({
      position: first + index,
      document,
      device: idAt(writers, writer * 2),
      replica: idAt(writers, writer * 2 + 1),
      ...{ batch, time, kind, edits },
      payloadHash: payload === null ? readHash(decoder) : sha256(payload),
      payload
    })
    before = { writer, batch, time, kind, edits }
  }
  return { type: 'entries', space, entries, hash: readHash(decoder) }
}
