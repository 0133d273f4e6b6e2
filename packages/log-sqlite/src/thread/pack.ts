// Entries and documents as one buffer, which crosses between threads without a copy and without an object a field.

import { type Entry, readHash } from '@weft/protocol'
import type { StoredDocument } from '@weft/relay/log'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export function packEntries(entries: readonly Entry[]): Uint8Array {
  const encoder = encoding.createEncoder()
  writeEntries(encoder, entries)
  return encoding.toUint8Array(encoder)
}

export function unpackEntries(packed: Uint8Array): Entry[] {
  return readEntries(decoding.createDecoder(packed))
}

export function packDocuments(documents: readonly StoredDocument[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, documents.length)
  for (const { document, changedAt, snapshot, entries } of documents) {
    encoding.writeVarString(encoder, document)
    encoding.writeVarUint(encoder, changedAt)
    encoding.writeVarUint(encoder, snapshot ? 1 : 0)
    if (snapshot) {
      encoding.writeVarUint(encoder, snapshot.position)
      encoding.writeVarUint(encoder, snapshot.kind)
      encoding.writeVarUint8Array(encoder, snapshot.payload)
    }
    writeEntries(encoder, entries)
  }
  return encoding.toUint8Array(encoder)
}

export function unpackDocuments(packed: Uint8Array): StoredDocument[] {
  const decoder = decoding.createDecoder(packed)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => {
    const document = decoding.readVarString(decoder)
    const changedAt = decoding.readVarUint(decoder)
    const hasSnapshot = decoding.readVarUint(decoder) === 1
    const snapshot = hasSnapshot
      ? {
          position: decoding.readVarUint(decoder),
          kind: decoding.readVarUint(decoder),
          payload: decoding.readVarUint8Array(decoder)
        }
      : null
    return { document, changedAt, snapshot, entries: readEntries(decoder) }
  })
}

function writeEntries(encoder: encoding.Encoder, entries: readonly Entry[]): void {
  encoding.writeVarUint(encoder, entries.length)
  for (const entry of entries) {
    encoding.writeVarUint(encoder, entry.position)
    encoding.writeVarString(encoder, entry.document)
    encoding.writeVarString(encoder, entry.device)
    encoding.writeVarString(encoder, entry.replica)
    encoding.writeVarUint(encoder, entry.batch)
    encoding.writeVarUint(encoder, entry.time)
    encoding.writeVarUint(encoder, entry.kind)
    encoding.writeVarUint(encoder, entry.edits)
    encoding.writeUint8Array(encoder, entry.payloadHash)
    encoding.writeVarUint8Array(encoder, entry.payload ?? new Uint8Array())
  }
}

function readEntries(decoder: decoding.Decoder): Entry[] {
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    position: decoding.readVarUint(decoder),
    document: decoding.readVarString(decoder),
    device: decoding.readVarString(decoder),
    replica: decoding.readVarString(decoder),
    batch: decoding.readVarUint(decoder),
    time: decoding.readVarUint(decoder),
    kind: decoding.readVarUint(decoder),
    edits: decoding.readVarUint(decoder),
    payloadHash: readHash(decoder),
    payload: decoding.readVarUint8Array(decoder)
  }))
}
