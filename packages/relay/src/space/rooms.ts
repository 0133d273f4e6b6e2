// The spaces that devices have open, each with its members, devices view and presence, fed by the log's commits.

import type { Core } from '../core/core.js'
import { createDeviceFeed, type DeviceFeed } from '../devices/device-feed.js'
import type { GuestRows } from '../guests/guest-rows.js'
import type { CommittedGroup } from '../log/port.js'
import { createPresenceBoard, type PresenceBoard } from '../presence/presence-board.js'
import { fanOut } from './fan-out.js'
import { createRoom, type Member, type Room } from './room.js'
import type { SharedReads } from './shared-reads.js'

export interface OpenRoom {
  readonly room: Room
  readonly devices: DeviceFeed
  readonly presence: PresenceBoard
  /** Members and greetings that need it. */
  holders: number
}

export interface Rooms {
  /** Opens the space's room or holds it; commits are heard of from here on. Each hold is let go once. */
  hold(space: string): OpenRoom
  letGo(open: OpenRoom): void
  /** The member has been welcomed: from now on it is sent what it lacks. Takes over the hold. */
  join(open: OpenRoom, member: Member): void
  /** Lets the hold go too. */
  leave(member: Member): void
  find(space: string): OpenRoom | undefined
  /** A person removed the row of a guest that left (SPEC F9). */
  forgetGuest(space: string, id: string): void
  close(): void
}

export function createRooms(core: Core, reads: SharedReads, guestRows: GuestRows): Rooms {
  const rooms = new Map<string, OpenRoom>()

  const letGo = (open: OpenRoom): void => {
    open.holders--
    if (open.holders > 0) return
    rooms.delete(open.room.space)
    open.devices.close()
    open.presence.close()
  }

  const unsubscribe = core.log.subscribe((group: CommittedGroup) => {
    const open = rooms.get(group.space)
    if (!open) return
    for (const member of fanOut(open.room, group, core, reads)) member.outlet.wake()
    open.devices.changed('commit')
  })

  return {
    hold: (space) => {
      const known = rooms.get(space)
      if (known) {
        known.holders++
        return known
      }
      const room = createRoom(space)
      const open = {
        room,
        devices: createDeviceFeed(room, core, (device) => guestRows.rowsOf(space, device)),
        presence: createPresenceBoard(core),
        holders: 1
      }
      rooms.set(space, open)
      return open
    },
    letGo,
    join: (open, member) => {
      for (const other of [...open.room.members]) {
        // The newer connection of a replica wins. Two copies of a store do not take turns for ever: the greeting number
        // of one of them has been seen (SPEC E4).
        if (other.replica === member.replica) {
          other.dismiss({ code: 'superseded', message: 'this replica has connected again' })
        } else if (other.device === member.device) {
          // A device has one store: who speaks as it with another replica took its place, and this is a copy (SPEC E5).
          other.dismiss({ code: 'replica-replaced', message: 'another replica took its place' })
        }
      }
      open.room.members.add(member)
      open.devices.joined(member)
      open.presence.joined(member.attendee)
      member.outlet.wake()
    },
    leave: (member) => {
      if (!member.open) return
      member.open = false
      const open = rooms.get(member.room.space)
      if (!open) return
      open.room.members.delete(member)
      open.presence.left(member.attendee)
      open.devices.left(member)
      letGo(open)
    },
    find: (space) => rooms.get(space),
    forgetGuest: guestRows.forget,
    close: () => {
      unsubscribe()
      for (const open of rooms.values()) {
        open.devices.close()
        open.presence.close()
      }
    }
  }
}
