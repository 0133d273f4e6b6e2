// The end of a space in a session: nothing more of it is sent or taken, and the others see the device go.

import { logTrouble } from '../core/log-trouble.js'
import type { Member } from '../space/room.js'
import { closePushLane } from './push-lane.js'
import type { Session } from './session.js'

export function leaveSpace(session: Session, space: string): void {
  const member = session.members.get(space)
  if (!member) return
  session.members.delete(space)
  const lane = session.lanes.get(space)
  session.lanes.delete(space)
  if (lane) closePushLane(lane)
  const devices = session.rooms.find(space)?.devices
  session.rooms.leave(member)
  // Not only when it last reported, but when it was last heard: a device that is offline is shown as of then (S6).
  recordLastHeard(session, member)
    .then(() => devices?.changed('urgent', member.device))
    .catch((error: unknown) => logTrouble(session.core, error, space))
}

async function recordLastHeard(session: Session, member: Member): Promise<void> {
  const { report, replica, room } = member
  if (!report) return
  const { waitingEdits, persistent } = report
  const position = Math.min(report.position, room.head.position)
  const time = session.heardTime
  await session.core.log.reportCursor({
    space: room.space,
    replica,
    position,
    waitingEdits,
    persistent,
    time
  })
}
