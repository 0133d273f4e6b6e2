// A replica's pushes on their way into the log, in the order in which they came (SPEC B4).

import type { Member } from '../space/room.js'
import { type Assembly, idleAssembly, type WholeBatch } from './push-assembly.js'

export interface PushLane {
  readonly member: Member
  assembly: Assembly
  /** Bytes of whole batches that have no receipt yet. */
  inFlightBytes: number
  /** Wait for the session's rate of entries. */
  readonly waiting: WholeBatch[]
  cancelWait: (() => void) | undefined
}

export const createPushLane = (member: Member): PushLane => ({
  member,
  assembly: idleAssembly,
  inFlightBytes: 0,
  waiting: [],
  cancelWait: undefined
})

/** What waits is not appended any more; what the log has been handed is. */
export function closePushLane(lane: PushLane): void {
  lane.cancelWait?.()
  lane.waiting.length = 0
}
