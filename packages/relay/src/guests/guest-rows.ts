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
  /**
   * What its presence shows of it; false when the row says the same as before. Rows of that name, or of one of those
   * presence clients, that left are taken for earlier stays of it.
   */
  showed(space: string, id: string, shown: Shown): boolean
  left(space: string, id: string): void
  rowsOf(space: string, device?: string): DeviceRow[]
  /** A person removed the row. One of a guest that is here stays. */
  forget(space: string, id: string): void
  close(): void
}

export interface Shown {
  readonly name: string | undefined
  /** A client that connects again keeps its presence client for as long as its page is open. */
  readonly clients: readonly string[]
}

/** How long a row stays after its guest left, and how many such rows a space keeps. */
const keptMs = 24 * 60 * 60_000
const mostLeft = 8
const mostSpaces = 1_000
const longestName = 128
const mostClients = 64

interface Stay {
  readonly id: string
  readonly kind: GuestKind
  readonly clients: Set<string>
  name: string
  online: boolean
  lastSeen: number
  cancelExpiry: () => void
}

/** `gone` is told of rows that are no more: which they were, and nothing of what they said of themselves. */
export function createGuestRows(clock: Clock, gone: (space: string, rows: DeviceRow[]) => void): GuestRows {
  /** The space in which somebody came or left last is the last. */
  const spaces = new Map<string, Map<string, Stay>>()
  /** Of each space, those that left: few, where those that are here may be thousands. */
  const leftOf = new Map<string, Set<Stay>>()

  const staysOf = (space: string): Map<string, Stay> => {
    const stays = spaces.get(space) ?? new Map<string, Stay>()
    spaces.delete(space)
    spaces.set(space, stays)
    return stays
  }

  const forget = (space: string, stays: readonly Stay[]): void => {
    const ofSpace = spaces.get(space)
    const left = stays.filter(({ id, online }) => !online && ofSpace?.has(id))
    if (!ofSpace || left.length === 0) return
    for (const stay of left) {
      stay.cancelExpiry()
      ofSpace.delete(stay.id)
      leftOf.get(space)?.delete(stay)
    }
    if (leftOf.get(space)?.size === 0) leftOf.delete(space)
    if (ofSpace.size === 0) spaces.delete(space)
    const rows = left.map((stay) => ({ ...toRow(stay, clock.now()), name: '', removed: true }))
    gone(space, rows)
  }

  const forgetSpaces = (): void => {
    for (const [space, stays] of spaces) {
      if (spaces.size <= mostSpaces) return
      if (![...stays.values()].some(({ online }) => online)) forget(space, [...stays.values()])
    }
  }

  return {
    arrived: (space, id, kind) => {
      const stay = { id, kind, clients: new Set<string>(), name: '', online: true, lastSeen: clock.now() }
      staysOf(space).set(id, { ...stay, cancelExpiry: () => {} })
      forgetSpaces()
    },
    showed: (space, id, { name, clients }) => {
      const stays = spaces.get(space)
      const stay = stays?.get(id)
      if (!stays || !stay) return false
      for (const client of clients) if (stay.clients.size < mostClients) stay.clients.add(client)
      const isRenamed = name !== undefined && stay.name !== name.slice(0, longestName)
      if (isRenamed) stay.name = name.slice(0, longestName)
      forget(
        space,
        [...(leftOf.get(space) ?? [])].filter((other) => isEarlier(other, stay))
      )
      return isRenamed
    },
    left: (space, id) => {
      const stay = spaces.get(space)?.get(id)
      if (!stay) return
      stay.online = false
      stay.lastSeen = clock.now()
      stay.cancelExpiry = clock.after(keptMs, () => forget(space, [stay]))
      // The space becomes the last.
      staysOf(space)
      const left = leftOf.get(space) ?? new Set()
      leftOf.set(space, left.add(stay))
      forget(space, [...left].reverse().slice(mostLeft))
    },
    rowsOf: (space, device) =>
      [...(spaces.get(space)?.values() ?? [])]
        .filter(({ id }) => device === undefined || device === id)
        .map((stay) => toRow(stay, clock.now())),
    forget: (space, id) => {
      const stay = spaces.get(space)?.get(id)
      if (stay) forget(space, [stay])
    },
    close: () => {
      for (const stays of spaces.values()) for (const { cancelExpiry } of stays.values()) cancelExpiry()
      spaces.clear()
      leftOf.clear()
    }
  }
}

function isEarlier(other: Stay, stay: Stay): boolean {
  if (other.online || other.kind !== stay.kind) return false
  return (
    (stay.name !== '' && other.name === stay.name) || [...other.clients].some((one) => stay.clients.has(one))
  )
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
