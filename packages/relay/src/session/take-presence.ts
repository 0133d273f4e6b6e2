// awareness: presence in one document, within the session's rate, on to the space's board.

import type { AwarenessFrame } from '@weft/protocol'
import type { Member } from '../space/room.js'
import { type Session, sendError } from './session.js'
import { takeToken } from './token-bucket.js'

/** Presence beyond the rate is dropped; a device is told so, but not for each. */
const complainEveryMs = 10_000

export function takePresence(
  session: Session,
  member: Member,
  { space, document, update }: AwarenessFrame
): void {
  const now = session.core.clock.monotonic()
  if (takeToken(session.presence, now)) {
    const applied = session.rooms.find(space)?.presence.apply(member.attendee, document, update)
    if (applied && !applied.ok) sendError(session, applied.error, { space })
    return
  }
  if (now - session.complainedAt < complainEveryMs) return
  session.complainedAt = now
  const { presencePerSecond } = session.core.limits
  const message = `more than ${presencePerSecond} presence updates a second`
  sendError(session, { code: 'rate-exceeded', message, retryAfterMs: 1_000 }, { space })
}
