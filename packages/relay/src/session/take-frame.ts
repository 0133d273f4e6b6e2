// A frame from a device: which it is, whether it may come now, and what takes it.

import { type Frame, isDocumentId, isId, parseFrame, type WeftError } from '@weft/protocol'
import { logTrouble } from '../core/log-trouble.js'
import { addCredit, sendFrame } from '../socket/outlet.js'
import { wakePump } from '../space/pump.js'
import type { Member } from '../space/room.js'
import { takeHello } from './greet.js'
import { closeWith, type ErrorPlace, type Session, sendError } from './session.js'
import { takeCursor } from './take-cursor.js'
import { takePresence } from './take-presence.js'
import { takePush } from './take-push.js'
import { takeToken } from './token-bucket.js'

/** Documents that may be asked for before their turn, at once. */
const mostFetches = 64

export function takeBytes(session: Session, bytes: Uint8Array): void {
  if (session.phase === 'ended' || session.draining) return
  const { core } = session
  session.heardAt = core.clock.monotonic()
  session.heardTime = core.clock.now()
  const { frameBytes, framesPerSecond } = core.limits
  if (bytes.length > frameBytes) {
    closeWith(session, { code: 'frame-too-large', message: `a frame has ${frameBytes} bytes at most` })
    return
  }
  const frame = parseFrame(bytes)
  if (!takeToken(session.frames, session.heardAt)) {
    // Nothing of the frame is applied. A device cannot know which frames were, so it starts afresh (SPEC P4).
    const message = `more than ${framesPerSecond} frames a second`
    closeWith(
      session,
      { code: 'rate-exceeded', message, retryAfterMs: 1_000 },
      frame.ok ? placeOf(frame.value) : {}
    )
  } else if (frame.ok) takeFrame(session, frame.value)
  else if (frame.error.code === 'unsupported-frame') sendError(session, frame.error)
  else closeWith(session, frame.error)
}

function placeOf(frame: Frame): ErrorPlace {
  if (frame.type === 'push') return { space: frame.space, batch: frame.batch }
  return 'space' in frame && typeof frame.space === 'string' ? { space: frame.space } : {}
}

function takeFrame(session: Session, frame: Frame): void {
  switch (frame.type) {
    case 'hello':
      takeHello(session, frame)
      break
    case 'ping':
      sendFrame(session.outlet, { type: 'pong', number: frame.number })
      break
    case 'pong':
      break
    case 'error':
      session.core.logger({ level: 'warn', event: 'device-error', fields: { code: frame.code.slice(0, 64) } })
      break
    case 'credit':
      if (session.phase === 'fresh') sendError(session, notGreeted)
      else addCredit(session.outlet, frame.bytes)
      wakePump(session.pump)
      break
    case 'push':
    case 'cursor':
    case 'fetch':
    case 'forget':
    case 'awareness': {
      const member = session.members.get(frame.space)
      if (member) takeOfSpace(session, member, frame)
      else sendError(session, notGreeted, placeOf(frame))
      break
    }
    default:
      // A frame that only a relay sends.
      sendError(session, { code: 'unsupported-frame', message: `a device does not send ${frame.type}` })
  }
}

const notGreeted: WeftError = { code: 'not-greeted', message: 'no hello has opened this on this connection' }

type SpaceFrame = Extract<Frame, { type: 'push' | 'cursor' | 'fetch' | 'forget' | 'awareness' }>

function takeOfSpace(session: Session, member: Member, frame: SpaceFrame): void {
  switch (frame.type) {
    case 'push': {
      const lane = session.lanes.get(frame.space)
      if (lane && frame.replica === member.replica) takePush(session, lane, frame)
      else sendError(session, notGreeted, placeOf(frame))
      break
    }
    case 'cursor':
      takeCursor(session, member, frame)
      break
    case 'fetch':
      fetch(session, member, frame.document)
      break
    case 'forget':
      if (isId(frame.device)) void forget(session, member, frame.device)
      else sendError(session, idInvalid('device'), { space: frame.space })
      break
    case 'awareness':
      if (isDocumentId(frame.document)) takePresence(session, member, frame)
      else sendError(session, idInvalid('document'), { space: frame.space })
  }
}

const idInvalid = (what: string): WeftError => ({
  code: 'id-invalid',
  message: `the ${what} id is not an id`
})

/** Only a catch-up has an order to jump. A device that is not in one has the document, or gets it with its entries. */
function fetch(session: Session, member: Member, document: string): void {
  const { space } = member.room
  if (!isDocumentId(document)) sendError(session, idInvalid('document'), { space })
  else if (member.stage.kind !== 'catching-up' || member.fetches.includes(document)) return
  else if (member.fetches.length >= mostFetches) {
    sendError(
      session,
      { code: 'rate-exceeded', message: `more than ${mostFetches} documents asked for` },
      { space }
    )
  } else member.fetches.push(document)
}

/** The rows go for good; a device that is here under one of them has to become a new one (SPEC S4). */
async function forget(session: Session, { room }: Member, device: string): Promise<void> {
  const { core, rooms } = session
  try {
    const rows = await core.log.forget(room.space, device)
    rooms.find(room.space)?.devices.removed(rows)
    rooms.forgetGuest(room.space, device)
    const removed: WeftError = { code: 'replica-removed', message: 'a person removed this device' }
    for (const member of [...room.members]) if (member.device === device) member.dismiss(removed)
  } catch (error) {
    sendError(session, logTrouble(core, error, room.space), { space: room.space })
  }
}
