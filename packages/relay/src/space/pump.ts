// Serves one session's spaces in turn while the device has credit; reads nothing and keeps nothing without (SPEC P8).

import { maySend, type Outlet } from '../socket/outlet.js'
import type { Reader } from './read-page.js'
import { type Member, wantsMore } from './room.js'
import { serveMember } from './serve-member.js'

export interface Pump {
  readonly outlet: Outlet
  readonly members: ReadonlyMap<string, Member>
  readonly reader: Reader
  /** A space could not be read for this session; the member is stalled already. */
  readonly failed: (member: Member, error: unknown) => void
  running: boolean
}

/** Call when there may be something to send, or room for it. */
export function wakePump(pump: Pump): void {
  if (pump.running || !maySend(pump.outlet)) return
  pump.running = true
  void run(pump)
}

async function run(pump: Pump): Promise<void> {
  let last: Member | undefined
  for (;;) {
    const member = maySend(pump.outlet) ? nextInTurn(pump.members, last) : undefined
    if (!member) break
    last = member
    try {
      await serveMember(member, pump.reader)
    } catch (error) {
      member.stalled = true
      pump.failed(member, error)
    }
  }
  pump.running = false
}

/** The first that wants something after `last`, around the ring: a large space does not hold up a small one. */
function nextInTurn(members: ReadonlyMap<string, Member>, last: Member | undefined): Member | undefined {
  let first: Member | undefined
  let passed = last === undefined
  for (const member of members.values()) {
    if (wantsMore(member)) {
      if (passed) return member
      first ??= member
    }
    if (member === last) passed = true
  }
  return first
}
