// The messages of y-websocket: what its client sends, and those that it knows (y-protocols sync, awareness and auth).

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Dialect } from '../guest.js'

const messageType = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3 } as const
const syncType = { stepOne: 0, stepTwo: 1, update: 2 } as const
const permissionDenied = 0

export type YjsMessage =
  | { readonly kind: 'step-one'; readonly vector: Uint8Array }
  | { readonly kind: 'step-two' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'presence'; readonly update: Uint8Array }
  | { readonly kind: 'query-presence' }
  /** Cut, or of a type that no client sends. */
  | { readonly kind: 'unreadable' }

export function readYjsMessage(bytes: Uint8Array): YjsMessage {
  try {
    return readMessage(decoding.createDecoder(bytes))
  } catch {
    return { kind: 'unreadable' }
  }
}

/** The decoder stands at the type. Throws on bytes that end early. */
export function readMessage(decoder: decoding.Decoder): YjsMessage {
  switch (decoding.readVarUint(decoder)) {
    case messageType.sync:
      return readSync(decoder)
    case messageType.awareness:
      return { kind: 'presence', update: decoding.readVarUint8Array(decoder) }
    case messageType.queryAwareness:
      return { kind: 'query-presence' }
    default:
      return { kind: 'unreadable' }
  }
}

function readSync(decoder: decoding.Decoder): YjsMessage {
  const type = decoding.readVarUint(decoder)
  const content = decoding.readVarUint8Array(decoder)
  if (type === syncType.stepOne) {
    return isVector(content) ? { kind: 'step-one', vector: content } : { kind: 'unreadable' }
  }
  if (type === syncType.stepTwo) return { kind: 'step-two', update: content }
  if (type === syncType.update) return { kind: 'update', update: content }
  return { kind: 'unreadable' }
}

/** Far more clients than any document has: to read a longer one would hold up everybody else. */
const longestVector = 1024 * 1024

/** A count, and for each client its id and clock. */
function isVector(bytes: Uint8Array): boolean {
  if (bytes.length > longestVector) return false
  const decoder = decoding.createDecoder(bytes)
  for (let left = 2 * decoding.readVarUint(decoder); left > 0; left--) decoding.readVarUint(decoder)
  return !decoding.hasContent(decoder)
}

export const yjsDialect: Dialect = {
  address: '',
  stepOne: (vector) => encode(messageType.sync, syncType.stepOne, vector),
  stepTwo: (update) => encode(messageType.sync, syncType.stepTwo, update),
  update: (update) => encode(messageType.sync, syncType.update, update),
  presence: (update) => encode(messageType.awareness, undefined, update),
  presenceHead: (updateBytes) => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, messageType.awareness)
    encoding.writeVarUint(encoder, updateBytes)
    return encoding.toUint8Array(encoder)
  }
}

/** The client shows the reason in its console; it is the only message of a refusal that it knows. */
export function encodeDenied(reason: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, messageType.auth)
  encoding.writeVarUint(encoder, permissionDenied)
  encoding.writeVarString(encoder, reason)
  return encoding.toUint8Array(encoder)
}

function encode(type: number, subtype: number | undefined, content: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  if (subtype !== undefined) encoding.writeVarUint(encoder, subtype)
  encoding.writeVarUint8Array(encoder, content)
  return encoding.toUint8Array(encoder)
}
