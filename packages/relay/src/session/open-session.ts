// A connection becomes a session: wires what comes in, what goes out, and what happens when it ends.

import { randomId } from '@weft/base'
import type { Core } from '../core/core.js'
import { logTrouble } from '../core/log-trouble.js'
import type { Connection } from '../socket/connection.js'
import { createOutlet } from '../socket/outlet.js'
import { type Pump, wakePump } from '../space/pump.js'
import type { Reader } from '../space/read-page.js'
import type { Member } from '../space/room.js'
import type { Rooms } from '../space/rooms.js'
import { leaveSpace } from './leave-space.js'
import { closeWith, type Session, sendError } from './session.js'
import { takeBytes } from './take-frame.js'
import { createTokenBucket } from './token-bucket.js'

/** An absolute time to say a hello that is accepted; traffic does not stretch it. */
const helloDeadlineMs = 5_000

export interface SessionPlace {
  readonly core: Core
  readonly rooms: Rooms
  readonly reader: Reader
  readonly ended: (session: Session) => void
}

export function openSession(connection: Connection, { core, rooms, reader, ended }: SessionPlace): Session {
  const { clock, limits, counters } = core
  const now = clock.monotonic()
  const outlet = createOutlet(connection, counters)
  const members = new Map<string, Member>()
  const pump: Pump = {
    outlet,
    members,
    reader,
    running: false,
    failed: (member, error) => readFailed(session, member, error)
  }
  const session: Session = {
    id: randomId(core.random),
    core,
    rooms,
    outlet,
    pump,
    phase: 'fresh',
    members,
    lanes: new Map(),
    greeting: new Set(),
    greetings: Promise.resolve(),
    hellosWaiting: 0,
    frames: createTokenBucket(limits.framesPerSecond, 2 * limits.framesPerSecond, now),
    entries: createTokenBucket(limits.entriesPerSecond, 4 * limits.entriesPerSecond, now),
    presence: createTokenBucket(limits.presencePerSecond, 2 * limits.presencePerSecond, now),
    heardAt: now,
    pingedAt: now,
    complainedAt: Number.NEGATIVE_INFINITY,
    heardTime: clock.now(),
    draining: false,
    cancelDeadline: clock.after(helloDeadlineMs, () => {
      if (session.phase !== 'fresh') return
      closeWith(session, { code: 'not-greeted', message: `no hello within ${helloDeadlineMs} ms` })
    })
  }
  outlet.wake = () => wakePump(pump)
  connection.onDrain(outlet.wake)
  connection.onMessage((bytes) => {
    try {
      takeBytes(session, bytes)
    } catch (error) {
      // A fault of the program ends the connection that met it, and no other (SPEC P5).
      closeWith(session, logTrouble(core, error, ''))
    }
  })
  connection.onClose(() => {
    if (session.phase === 'ended') return
    session.phase = 'ended'
    outlet.open = false
    session.cancelDeadline()
    for (const space of [...members.keys()]) leaveSpace(session, space)
    ended(session)
  })
  return session
}

/** Concerns this space alone (SPEC L5). Damage stays until a next hello; anything else is tried again. */
function readFailed(session: Session, member: Member, error: unknown): void {
  const { core } = session
  const trouble = logTrouble(core, error, member.room.space)
  if (!member.open) return
  sendError(session, trouble, { space: member.room.space })
  if (trouble.retryAfterMs === undefined) return
  core.clock.after(trouble.retryAfterMs, () => {
    member.stalled = false
    session.outlet.wake()
  })
}
