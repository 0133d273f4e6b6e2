// Rows of guests in the devices view: who is connected now, and who left a while ago (SPEC F9).
//
// They are kept in memory alone. A guest has no cursor and no store that the relay knows of, so a row says that it is
// here or was here, and nothing of what it holds.

import type { Clock } from '@weft/base'
import type { DeviceRow } from '@weft/protocol'
import { notBehind } from '../log/device-row.js'

/** Which protocol it speaks: the row's kind. */
export type GuestKind = 'yjs' | 'hocuspocus'

export interface GuestRows {
  arrived(space: string, id: string, kind: GuestKind): void
  /** What it calls itself in its presence; false when that is no news. A row of that name that left is taken for an earlier stay of it. */
  named(space: string, id: string, name: string): boolean
  left(space: string, id: string): void
  rowsOf(space: string, device?: string): DeviceRow[]
}

/** How long a row stays after its guest left, and how many such rows a space keeps. */
const keptMs = 24 * 60 * 60_000
const mostLeft = 8
const mostSpaces = 1_000
const longestName = 128

interface Stay {
  readonly id: string
  readonly kind: GuestKind
  name: string
  online: boolean
  lastSeen: number
}

export function createGuestRows(clock: Clock): GuestRows {
  /** The space in which somebody came or left last is the last. */
  const spaces = new Map<string, Map<string, Stay>>()

  const staysOf = (space: string): Map<string, Stay> => {
    const stays = spaces.get(space) ?? new Map<string, Stay>()
    spaces.delete(space)
    spaces.set(space, stays)
    return stays
  }

  const forget = (stays: Map<string, Stay>): void => {
    const gone = [...stays.values()].filter(({ online }) => !online).sort((a, b) => b.lastSeen - a.lastSeen)
    gone.forEach(({ id, lastSeen }, index) => {
      if (index >= mostLeft || clock.now() - lastSeen > keptMs) stays.delete(id)
    })
  }

  const forgetSpaces = (): void => {
    for (const [space, stays] of spaces) {
      if (spaces.size <= mostSpaces) return
      if (![...stays.values()].some(({ online }) => online)) spaces.delete(space)
    }
  }

  return {
    arrived: (space, id, kind) => {
      staysOf(space).set(id, { id, kind, name: '', online: true, lastSeen: clock.now() })
      forgetSpaces()
    },
    named: (space, id, name) => {
      const stays = spaces.get(space)
      const stay = stays?.get(id)
      const bounded = name.slice(0, longestName)
      if (!stays || !stay || stay.name === bounded) return false
      stay.name = bounded
      for (const other of [...stays.values()]) {
        if (!other.online && other.kind === stay.kind && other.name === stay.name) stays.delete(other.id)
      }
      return true
    },
    left: (space, id) => {
      const stays = staysOf(space)
      const stay = stays.get(id)
      if (!stay) return
      stay.online = false
      stay.lastSeen = clock.now()
      forget(stays)
    },
    rowsOf: (space, device) => {
      const stays = spaces.get(space)
      if (!stays) return []
      forget(stays)
      return [...stays.values()]
        .filter(({ id }) => device === undefined || device === id)
        .map((stay) => toRow(stay, clock.now()))
    }
  }
}

function toRow({ id, kind, name, online, lastSeen }: Stay, now: number): DeviceRow {
  return {
    ...{ device: id, replica: id, name, platform: '', appVersion: '', schemas: [], kind, online },
    ...{ cursor: 0, behind: notBehind, asOf: 0, selection: { kind: 'all' } },
    ...{
      waiting: null,
      persistent: null,
      lastSeen: online ? now : lastSeen,
      replacedBy: null,
      removed: false
    }
  }
}
