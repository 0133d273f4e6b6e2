// The messages of Hocuspocus: a document's name, a type, and then what y-protocols says there or what is the provider's own.

import { nameToDocumentId, type WeftError } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Dialect } from '../guest.js'
import { readMessage, type YjsMessage, yjsDialect } from '../yjs/messages.js'

const messageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  stateless: 5,
  close: 7,
  syncStatus: 8,
  ping: 9,
  pong: 10
} as const
const authType = { token: 0, denied: 1, authenticated: 2 } as const

/** What is said of one document. */
export type DocumentMessage =
  | YjsMessage
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'stateless'; readonly payload: string }
  | { readonly kind: 'close' | 'ping' | 'pong' }
  /** Of a type that no provider sends. */
  | { readonly kind: 'unsupported' }

export type HocuspocusMessage =
  | { readonly kind: 'named'; readonly name: string; readonly message: DocumentMessage }
  /** A single byte, of 4.x alone. */
  | { readonly kind: 'ping' | 'pong' }
  /** It ends before the name does. */
  | { readonly kind: 'unreadable' }

export function readHocuspocusMessage(bytes: Uint8Array): HocuspocusMessage {
  if (bytes.length === 1 && bytes[0] === messageType.ping) return { kind: 'ping' }
  if (bytes.length === 1 && bytes[0] === messageType.pong) return { kind: 'pong' }
  const decoder = decoding.createDecoder(bytes)
  try {
    const name = decoding.readVarString(decoder)
    return { kind: 'named', name, message: readDocumentMessage(decoder) }
  } catch {
    return { kind: 'unreadable' }
  }
}

/** Bytes after what is known are left unread: 4.x says its version after the token. */
function readDocumentMessage(decoder: decoding.Decoder): DocumentMessage {
  try {
    switch (decoding.peekVarUint(decoder)) {
      case messageType.sync:
      case messageType.awareness:
      case messageType.queryAwareness:
        return readMessage(decoder)
    }
    switch (decoding.readVarUint(decoder)) {
      case messageType.auth:
        return decoding.readVarUint(decoder) === authType.token
          ? { kind: 'token', token: decoding.readVarString(decoder) }
          : { kind: 'unsupported' }
      case messageType.stateless:
        return { kind: 'stateless', payload: decoding.readVarString(decoder) }
      case messageType.close:
        return { kind: 'close' }
      case messageType.ping:
        return { kind: 'ping' }
      case messageType.pong:
        return { kind: 'pong' }
      default:
        return { kind: 'unsupported' }
    }
  } catch {
    return { kind: 'unreadable' }
  }
}

/** 4.x can have a document open several times on one socket: its name is then the document's, a zero, and a session. */
const sessionMark = '\0'

/** The document that is meant; no id where the name is too long. */
export function documentIdOf(name: string): string {
  const end = name.indexOf(sessionMark)
  return nameToDocumentId(end < 0 ? name : name.slice(0, end))
}

export const isSessionName = (name: string): boolean => name.includes(sessionMark)

/** Everything is told under the name as it came, session included. */
export function hocuspocusDialect(name: string): Dialect {
  const prefix = prefixOf(name)
  const named = (message: Uint8Array): Uint8Array => joined(prefix, message)
  return {
    address: name,
    stepOne: (vector) => named(yjsDialect.stepOne(vector)),
    stepTwo: (update) => named(yjsDialect.stepTwo(update)),
    update: (update) => named(yjsDialect.update(update)),
    presence: (update) => named(yjsDialect.presence(update)),
    presenceHead: (updateBytes) => named(yjsDialect.presenceHead(updateBytes)),
    closing: (error) => encodeClose(name, error)
  }
}

export const encodePong = (): Uint8Array => Uint8Array.of(messageType.pong)
export const encodeNamedPong = (name: string): Uint8Array =>
  joined(prefixOf(name), Uint8Array.of(messageType.pong))

export function encodeAuthenticated(name: string, scope: 'read-write' | 'readonly'): Uint8Array {
  return encodeText(name, [messageType.auth, authType.authenticated], scope)
}

export function encodeDenied(name: string, error: WeftError): Uint8Array {
  return encodeText(name, [messageType.auth, authType.denied], textOf(error))
}

/** The document is closed from here; its socket need not be. */
export function encodeClose(name: string, error: WeftError): Uint8Array {
  return encodeText(name, [messageType.close], textOf(error))
}

export function encodeSyncStatus(name: string, status: 'saved' | 'refused'): Uint8Array {
  return joined(prefixOf(name), Uint8Array.of(messageType.syncStatus, status === 'saved' ? 1 : 0))
}

export function encodeStateless(name: string, payload: string): Uint8Array {
  return encodeText(name, [messageType.stateless], payload)
}

/** The provider has no message for a reason, so it is told as a stateless one (decision 0018). */
export function encodeRefusal(name: string, reason: string): Uint8Array {
  return encodeStateless(name, JSON.stringify({ weft: 'refused', reason }))
}

/** Whether a client says what only the relay is to say, however it is put. */
export function isRelaysWord(payload: string): boolean {
  try {
    const said: unknown = JSON.parse(payload)
    return typeof said === 'object' && said !== null && 'weft' in said
  } catch {
    return false
  }
}

const textOf = ({ code, message }: WeftError): string => `${code}: ${message}`

function encodeText(name: string, types: readonly number[], text: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, name)
  for (const type of types) encoding.writeVarUint(encoder, type)
  encoding.writeVarString(encoder, text)
  return encoding.toUint8Array(encoder)
}

function prefixOf(name: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, name)
  return encoding.toUint8Array(encoder)
}

function joined(prefix: Uint8Array, message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefix.length + message.length)
  bytes.set(prefix)
  bytes.set(message, prefix.length)
  return bytes
}
