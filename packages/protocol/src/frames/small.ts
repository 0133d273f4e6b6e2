// The frames of a few fields: fetch, forget, awareness, credit, error, ping and pong.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { ErrorCode } from '../errors.js'
import { readOptional, writeOptional } from './fields.js'

/** Asks for one document before the rest of a catch-up. */
export interface Fetch {
  readonly type: 'fetch'
  readonly space: string
  readonly document: string
}

/** Removes a device's rows; if it speaks again it is a new row that inherits nothing (SPEC S4). */
export interface Forget {
  readonly type: 'forget'
  readonly space: string
  readonly device: string
}

/** Presence in one document: a y-protocols awareness update, never stored. */
export interface AwarenessFrame {
  readonly type: 'awareness'
  readonly space: string
  readonly document: string
  readonly update: Uint8Array
}

/** How many more bytes of entries and snapshots the relay may send on this socket. */
export interface Credit {
  readonly type: 'credit'
  readonly bytes: number
}

export interface ErrorFrame {
  readonly type: 'error'
  /** An ErrorCode, or one of a later version. */
  readonly code: ErrorCode | (string & {})
  readonly message: string
  readonly retryAfterMs: number | null
  readonly space: string | null
  readonly batch: number | null
}

export interface Ping {
  readonly type: 'ping'
  readonly number: number
}

export interface Pong {
  readonly type: 'pong'
  readonly number: number
}

export function writeFetch(encoder: encoding.Encoder, frame: Fetch): void {
  encoding.writeVarString(encoder, frame.space)
  encoding.writeVarString(encoder, frame.document)
}

export function readFetch(decoder: decoding.Decoder): Fetch {
  return { type: 'fetch', space: decoding.readVarString(decoder), document: decoding.readVarString(decoder) }
}

export function writeForget(encoder: encoding.Encoder, frame: Forget): void {
  encoding.writeVarString(encoder, frame.space)
  encoding.writeVarString(encoder, frame.device)
}

export function readForget(decoder: decoding.Decoder): Forget {
  return { type: 'forget', space: decoding.readVarString(decoder), device: decoding.readVarString(decoder) }
}

export function writeAwareness(encoder: encoding.Encoder, frame: AwarenessFrame): void {
  writeAwarenessHead(encoder, frame, frame.update.length)
  encoding.writeUint8Array(encoder, frame.update)
}

/** All but the update, of which so many bytes follow. */
export function writeAwarenessHead(
  encoder: encoding.Encoder,
  { space, document }: Pick<AwarenessFrame, 'space' | 'document'>,
  updateBytes: number
): void {
  encoding.writeVarString(encoder, space)
  encoding.writeVarString(encoder, document)
  encoding.writeVarUint(encoder, updateBytes)
}

export function readAwareness(decoder: decoding.Decoder): AwarenessFrame {
  return {
    type: 'awareness',
    space: decoding.readVarString(decoder),
    document: decoding.readVarString(decoder),
    update: decoding.readVarUint8Array(decoder)
  }
}

export function writeCredit(encoder: encoding.Encoder, frame: Credit): void {
  encoding.writeVarUint(encoder, frame.bytes)
}

export function readCredit(decoder: decoding.Decoder): Credit {
  return { type: 'credit', bytes: decoding.readVarUint(decoder) }
}

export function writeError(encoder: encoding.Encoder, frame: ErrorFrame): void {
  encoding.writeVarString(encoder, frame.code)
  encoding.writeVarString(encoder, frame.message)
  writeOptional(encoder, frame.retryAfterMs, encoding.writeVarUint)
  writeOptional(encoder, frame.space, encoding.writeVarString)
  writeOptional(encoder, frame.batch, encoding.writeVarUint)
}

export function readError(decoder: decoding.Decoder): ErrorFrame {
  return {
    type: 'error',
    code: decoding.readVarString(decoder),
    message: decoding.readVarString(decoder),
    retryAfterMs: readOptional(decoder, decoding.readVarUint),
    space: readOptional(decoder, decoding.readVarString),
    batch: readOptional(decoder, decoding.readVarUint)
  }
}

export function writeNumber(encoder: encoding.Encoder, frame: { readonly number: number }): void {
  encoding.writeVarUint(encoder, frame.number)
}

export function readPing(decoder: decoding.Decoder): Ping {
  return { type: 'ping', number: decoding.readVarUint(decoder) }
}

export function readPong(decoder: decoding.Decoder): Pong {
  return { type: 'pong', number: decoding.readVarUint(decoder) }
}
