// cursor: how far a device's durable store has come, told to the log and to the space's other devices.

import type { CursorReport } from '@weft/protocol'
import { logTrouble } from '../core/log-trouble.js'
import type { Member } from '../space/room.js'
import type { Session } from './session.js'

const laterMs = 5_000

/** The newest report counts: while one is on its way into the log, those between are not written. */
export function takeCursor(session: Session, member: Member, frame: CursorReport): void {
  const stale = member.report && frame.position < member.report.position
  member.report = stale ? { ...frame, position: member.report?.position ?? 0 } : frame
  if (!member.reporting) void reportWhileNew(session, member)
}

/**
 * A device reports what changed, once: what the log could not take is put to it again, or other devices would take the
 * device for behind until its next edit.
 */
async function reportWhileNew(session: Session, member: Member): Promise<void> {
  const { core, rooms } = session
  const { room, replica } = member
  const { space } = room
  member.reporting = true
  for (let told = null as CursorReport | null; member.open && member.report && told !== member.report; ) {
    told = member.report
    // A device cannot hold what the log does not: no other device is told that it did (SPEC S2).
    const position = Math.min(told.position, room.head.position)
    const { waitingEdits, persistent } = told
    try {
      await core.log.reportCursor({
        space,
        replica,
        position,
        waitingEdits,
        persistent,
        time: core.clock.now()
      })
    } catch (error) {
      const { retryAfterMs = laterMs } = logTrouble(core, error, space)
      core.clock.after(retryAfterMs, () => {
        if (member.open && !member.reporting) void reportWhileNew(session, member)
      })
    }
    const caughtUp = position === room.head.position
    rooms.find(space)?.devices.changed(caughtUp ? 'urgent' : 'report', member.device)
  }
  member.reporting = false
}
