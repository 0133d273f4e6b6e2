// One device's connection: what it has opened, what it may still send, and when it was last heard.

import { closeCodeOf, type ErrorFrame, type WeftError } from '@weft/protocol'
import type { Core } from '../core/core.js'
import { type Outlet, sendFrame } from '../socket/outlet.js'
import type { Pump } from '../space/pump.js'
import type { Member } from '../space/room.js'
import type { Rooms } from '../space/rooms.js'
import type { PushLane } from './push-lane.js'
import type { TokenBucket } from './token-bucket.js'

export interface Session {
  readonly id: string
  readonly core: Core
  readonly rooms: Rooms
  readonly outlet: Outlet
  readonly pump: Pump
  /** `fresh` until a hello was accepted: nothing of a space is told or taken before (SPEC A3). */
  phase: 'fresh' | 'greeted' | 'ended'
  /** Opened spaces. */
  readonly members: Map<string, Member>
  readonly lanes: Map<string, PushLane>
  /** Spaces whose greeting is under way, so that the limit counts them too. */
  readonly greeting: Set<string>
  /** Hellos are answered in the order in which they came. */
  greetings: Promise<void>
  hellosWaiting: number
  readonly frames: TokenBucket
  readonly entries: TokenBucket
  readonly presence: TokenBucket
  /** Monotonic ms of the last frame, of our last ping, and of the last complaint about presence. */
  heardAt: number
  pingedAt: number
  complainedAt: number
  /** Relay's wall time of the last frame: what other devices see as last seen (SPEC S6). */
  heardTime: number
  cancelDeadline: () => void
  /** The relay stops: what comes now is left for the device to send again. */
  draining: boolean
}

export interface ErrorPlace {
  readonly space?: string
  readonly batch?: number
}

export function sendError(session: Session, error: WeftError, place: ErrorPlace = {}): void {
  sendFrame(session.outlet, errorFrame(error, place))
}

export function errorFrame(error: WeftError, { space, batch }: ErrorPlace = {}): ErrorFrame {
  return {
    type: 'error',
    code: error.code,
    message: error.message,
    retryAfterMs: error.retryAfterMs ?? null,
    // What a device named may be of any length; an answer must not be.
    space: space?.slice(0, 128) ?? null,
    batch: batch ?? null
  }
}

/** Tells why, and closes with the code whose class says what to do (SPEC P7). */
export function closeWith(session: Session, error: WeftError, place: ErrorPlace = {}): void {
  sendError(session, error, place)
  session.outlet.connection.close(closeCodeOf(error.code), error.code)
}
