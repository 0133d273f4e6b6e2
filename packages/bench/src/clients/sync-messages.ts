// The messages of Yjs's sync protocol, which y-websocket and Hocuspocus both carry.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export const syncKind = { stepOne: 0, stepTwo: 1, update: 2 } as const
/** The state vector of who holds nothing. */
export const nothing = Uint8Array.of(0)

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
