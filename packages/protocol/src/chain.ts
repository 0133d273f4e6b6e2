// The hashes that make loss, reordering and copies visible: the log's running hash and a replica's batch chain.

import * as encoding from 'lib0/encoding'
import { digest } from 'lib0/hash/sha256'
import type { EntryHeader } from './entry.js'
import type { Mark } from './mark.js'

/** Running hashes at multiples of this position are kept for ever (SPEC L3). */
export const checkpointEvery = 1024

/** SHA-256 in a buffer of its own. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(digest(bytes))
}

/** H(n) = SHA-256(H(n-1), header with payload hash): a payload can be erased and the chain still verifies (SPEC L3). */
export function nextRunningHash(previous: Uint8Array, header: EntryHeader): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, previous)
  encoding.writeVarUint(encoder, header.position)
  encoding.writeVarString(encoder, header.document)
  encoding.writeVarString(encoder, header.device)
  encoding.writeVarString(encoder, header.replica)
  encoding.writeVarUint(encoder, header.batch)
  encoding.writeVarUint(encoder, header.time)
  encoding.writeVarUint(encoder, header.kind)
  encoding.writeVarUint(encoder, header.edits)
  encoding.writeUint8Array(encoder, header.payloadHash)
  return sha256(encoding.toUint8Array(encoder))
}

/** The mark after `headers`, which follow `mark` without a gap. */
export function advanceMark(mark: Mark, headers: Iterable<EntryHeader>): Mark {
  let { position, hash } = mark
  for (const header of headers) {
    hash = nextRunningHash(hash, header)
    position = header.position
  }
  return { position, hash }
}

/** A batch's chain hash: over the previous batch's chain hash and this batch's number and content (SPEC B2). */
export function nextBatchChain(previous: Uint8Array, batch: number, content: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, previous)
  encoding.writeVarUint(encoder, batch)
  encoding.writeUint8Array(encoder, content)
  return sha256(encoding.toUint8Array(encoder))
}
