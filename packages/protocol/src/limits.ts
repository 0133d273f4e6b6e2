// What a relay accepts, told in welcome, so that a device never has to guess.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export interface Limits {
  /** Largest frame a device sends, bytes. Larger batches travel in parts; one large entry from the relay may exceed it. */
  readonly frameBytes: number
  /** Largest batch, bytes; also the largest single update. */
  readonly batchBytes: number
  /** Bytes of batches a replica may have sent without a receipt. */
  readonly inFlightBytes: number
  /** Sustained entries a second for a session; four times as many may come at once. */
  readonly entriesPerSecond: number
  /** Spaces a socket may open. */
  readonly spaces: number
  /** Documents a space may hold. */
  readonly documents: number
  /** Largest presence update, bytes. */
  readonly presenceBytes: number
  /** Presence updates a second for a session; more are coalesced by the sender or dropped. */
  readonly presencePerSecond: number
  /** Frames a second for a session, of any type; twice as many may come at once. */
  readonly framesPerSecond: number
}

export const defaultLimits: Limits = {
  frameBytes: 1024 * 1024,
  batchBytes: 8 * 1024 * 1024,
  inFlightBytes: 8 * 1024 * 1024,
  entriesPerSecond: 5_000,
  spaces: 100,
  documents: 1_000_000,
  presenceBytes: 16 * 1024,
  presencePerSecond: 30,
  framesPerSecond: 2_000
}

const order = [
  'frameBytes',
  'batchBytes',
  'inFlightBytes',
  'entriesPerSecond',
  'spaces',
  'documents',
  'presenceBytes',
  'presencePerSecond',
  'framesPerSecond'
] as const satisfies readonly (keyof Limits)[]

export function writeLimits(encoder: encoding.Encoder, limits: Limits): void {
  for (const name of order) encoding.writeVarUint(encoder, limits[name])
}

export function readLimits(decoder: decoding.Decoder): Limits {
  const limits: Record<string, number> = {}
  for (const name of order) limits[name] = decoding.readVarUint(decoder)
  return limits as unknown as Limits
}
