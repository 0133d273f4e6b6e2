// The messages of Yjs's sync protocol, which y-websocket and Hocuspocus both carry.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

export const syncKind = { stepOne: 0, stepTwo: 1, update: 2 } as const
/** A document of nothing, and its state vector. */
export const nothing = Uint8Array.of(0, 0)

/** What a client that comes back says of itself, and what it answers to a server that does the same. */
export function createAnswers(state: Uint8Array): {
  readonly vector: Uint8Array
  to(theirs: Uint8Array): Uint8Array
} {
  const vector = Y.encodeStateVectorFromUpdate(state)
  const ours = Y.decodeStateVector(vector)
  // Made before the clock starts; it is the answer to every server that has not lost anything.
  const deletions = Y.diffUpdate(state, vector)
  return {
    vector,
    to: (theirs) => {
      const clocks = Y.decodeStateVector(theirs)
      const hasAll = [...ours].every(([client, clock]) => (clocks.get(client) ?? 0) >= clock)
      return hasAll ? deletions : Y.diffUpdate(state, theirs)
    }
  }
}

/** `head` is what the protocol around it puts before a sync message. */
export function encodeSync(head: Uint8Array, kind: number, content: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, head)
  encoding.writeVarUint(encoder, kind)
  encoding.writeVarUint8Array(encoder, content)
  return encoding.toUint8Array(encoder)
}

/** `offset` is where the sync message begins. */
export function readSync(
  message: Uint8Array,
  offset: number
): { readonly kind: number; readonly content: Uint8Array } {
  const decoder = decoding.createDecoder(message.subarray(offset))
  return { kind: decoding.readVarUint(decoder), content: decoding.readVarUint8Array(decoder) }
}
