// A commit on its way to a space's devices: those that stand right before it get it at once, from memory.

import type { Core } from '../core/core.js'
import type { CommittedGroup } from '../log/port.js'
import { maySend, sendPaid } from '../socket/outlet.js'
import { createEntryPage, type EntryPage } from './entry-page.js'
import { type Member, type Room, raiseHead } from './room.js'
import { entryPageKey, type SharedReads } from './shared-reads.js'

/** Durable already when this is called (SPEC L2). Returns the members that need the pump to get there. */
export function fanOut(room: Room, group: CommittedGroup, core: Core, reads: SharedReads): Member[] {
  raiseHead(room, group.after)
  const page = createEntryPage(group, core.counters)
  const behind: Member[] = []
  for (const member of room.members) if (!sendAtOnce(member, page)) behind.push(member)
  // Those that are a little behind find it here instead of in the log.
  if (behind.length > 0) reads.put(entryPageKey(room.space, group.before.position), page)
  return behind
}

/** False when the member stands elsewhere, is being read for, or has no credit for all of it. */
function sendAtOnce(member: Member, page: EntryPage): boolean {
  const { stage, outlet } = member
  if (!member.open || member.reading || member.stalled || stage.kind !== 'streaming') return false
  if (stage.sent.position !== page.before.position) return false
  for (const frame of page.framesFor(member.replica)) {
    if (!maySend(outlet)) return false
    sendPaid(outlet, frame.bytes)
    stage.sent = frame.after
  }
  return true
}
