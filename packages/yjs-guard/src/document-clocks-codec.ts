// The bytes of a document's clocks, for a log's own storage.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { DocumentClocks, KnownClock } from './document-clocks.js'

/**
 * Version 1: owners as strings, each once; then the clients in ascending order as (difference to the one before, clock,
 * owner's place in the list from 1, or 0 for nobody). Equal clocks give equal bytes.
 */
const version = 1

export function encodeDocumentClocks(clocks: DocumentClocks): Uint8Array {
  const rows = [...clocks.clients.values()].sort((a, b) => a.client - b.client)
  const places = new Map<string | null, number>([[null, 0]])
  for (const { owner } of rows) if (!places.has(owner)) places.set(owner, places.size)
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, version)
  encoding.writeVarUint(encoder, places.size - 1)
  for (const owner of places.keys()) if (owner !== null) encoding.writeVarString(encoder, owner)
  encoding.writeVarUint(encoder, rows.length)
  let before = 0
  for (const { client, clock, owner } of rows) {
    encoding.writeVarUint(encoder, client - before)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarUint(encoder, places.get(owner) ?? 0)
    before = client
  }
  return encoding.toUint8Array(encoder)
}

/** Throws on bytes that encodeDocumentClocks did not write: the storage is damaged, and a guess would let forks in. */
export function decodeDocumentClocks(bytes: Uint8Array): DocumentClocks {
  const decoder = decoding.createDecoder(bytes)
  const found = decoding.readUint8(decoder)
  if (found !== version) throw new Error(`document clocks of version ${found}, not ${version}`)
  const owners: (string | null)[] = [null]
  for (let left = decoding.readVarUint(decoder); left > 0; left--)
    owners.push(decoding.readVarString(decoder))
  const clients = new Map<number, KnownClock>()
  let client = 0
  let total = 0
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    client += decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    const owner = owners[decoding.readVarUint(decoder)]
    if (owner === undefined || clients.has(client)) throw new Error('document clocks are damaged')
    clients.set(client, { client, clock, owner })
    total += clock
  }
  if (decoding.hasContent(decoder)) throw new Error('document clocks are damaged')
  return { clients, total }
}
