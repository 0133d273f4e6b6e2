// welcome: the relay's answer to hello, with its limits and, for each space, where log and replica stand.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type Limits, readLimits, writeLimits } from '../limits.js'
import { type Mark, readHash, readMark, writeMark } from '../mark.js'
import { readList, writeList } from './fields.js'

export interface Welcome {
  readonly type: 'welcome'
  readonly version: number
  readonly session: string
  readonly limits: Limits
  /** The relay's wall time, ms. */
  readonly serverTime: number
  readonly spaces: readonly WelcomeSpace[]
}

export interface WelcomeSpace {
  readonly space: string
  readonly standing: Standing
  readonly epoch: string
  readonly head: Mark
  readonly horizon: number
  readonly role: string
  /** What the log holds of this replica; it acknowledges nothing by itself (SPEC B1). */
  readonly held: HeldBatch
}

export interface HeldBatch {
  /** Highest batch held; 0 when none. */
  readonly batch: number
  readonly chain: Uint8Array
  /** Position of that batch's last entry. */
  readonly position: number
}

/**
 * Whether the relay goes on with this replica. Anything but `ok` and `closed` asks the device to become a new replica
 * (SPEC E3); until its next hello the relay sends nothing of the space and accepts nothing for it.
 */
export const standings = [
  'ok',
  'replica-rewound',
  'replica-replaced',
  'replica-removed',
  'cursor-ahead',
  'log-forked',
  'log-rolled-back',
  'epoch-changed',
  /** The space could not be opened; an error frame says why. */
  'closed'
] as const

export type Standing = (typeof standings)[number]

export function writeWelcome(encoder: encoding.Encoder, welcome: Welcome): void {
  encoding.writeVarUint(encoder, welcome.version)
  encoding.writeVarString(encoder, welcome.session)
  writeLimits(encoder, welcome.limits)
  encoding.writeVarUint(encoder, welcome.serverTime)
  writeList(encoder, welcome.spaces, (inner, space) => {
    encoding.writeVarString(inner, space.space)
    encoding.writeVarString(inner, space.standing)
    encoding.writeVarString(inner, space.epoch)
    writeMark(inner, space.head)
    encoding.writeVarUint(inner, space.horizon)
    encoding.writeVarString(inner, space.role)
    encoding.writeVarUint(inner, space.held.batch)
    encoding.writeUint8Array(inner, space.held.chain)
    encoding.writeVarUint(inner, space.held.position)
  })
}

export function readWelcome(decoder: decoding.Decoder): Welcome {
  return {
    type: 'welcome',
    version: decoding.readVarUint(decoder),
    session: decoding.readVarString(decoder),
    limits: readLimits(decoder),
    serverTime: decoding.readVarUint(decoder),
    spaces: readList(decoder, (inner) => ({
      space: decoding.readVarString(inner),
      standing: readStanding(inner),
      epoch: decoding.readVarString(inner),
      head: readMark(inner),
      horizon: decoding.readVarUint(inner),
      role: decoding.readVarString(inner),
      held: {
        batch: decoding.readVarUint(inner),
        chain: readHash(inner),
        position: decoding.readVarUint(inner)
      }
    }))
  }
}

/** A standing of a later version is treated as a space that cannot be opened. */
function readStanding(decoder: decoding.Decoder): Standing {
  const text = decoding.readVarString(decoder)
  return standings.find((standing) => standing === text) ?? 'closed'
}
