// The devices view of one space while it is open: the whole list for who comes, then each row that changed, gathered.

import type { DeviceRow } from '@weft/protocol'
import type { Core } from '../core/core.js'
import { createTokenBucket, takeToken, untilToken } from '../session/token-bucket.js'
import { hasRoom, sendBytes } from '../socket/outlet.js'
import type { Member, Room } from '../space/room.js'
import { encodeRows, rowKey, rowSignature, withOnline } from './device-rows.js'

/** How soon a change is told after the one before: coming, leaving and catching up; reports; what commits change. */
const gapsMs = { urgent: 50, report: 250, commit: 1_000 } as const
export type Urgency = keyof typeof gapsMs
/** While somebody types, rows change all the time: so many tellings come as soon as that, and then one a second. */
const tellings = { atOnce: 6, perSecond: 1 } as const
/** Refreshing takes at most this share of the time, however large the space is. */
const costShare = 20
/** Who came knows nothing of the others until then, and claims nothing; and who caught up is shown as behind. */
const mostRestMs = { urgent: 2_000, report: 5_000, commit: Number.POSITIVE_INFINITY } as const
/** What cannot be read is tried again after ten seconds. */
const troubleCostMs = 500

export interface DeviceFeed {
  /** Gets the whole list with the next refresh. */
  joined(member: Member): void
  left(member: Member): void
  /** Something of this device's rows changed; without a device, what all rows are behind. */
  changed(urgency: Urgency, device?: string): void
  /** A person removed these rows (SPEC S4). */
  removed(rows: readonly DeviceRow[]): void
  close(): void
}

/** `guestsOf`: rows of clients of other protocols, which the log does not keep (SPEC F9). */
export function createDeviceFeed(
  room: Room,
  core: Core,
  guestsOf: (device?: string) => DeviceRow[]
): DeviceFeed {
  const { clock, log } = core
  const newcomers = new Set<Member>()
  const signatures = new Map<string, string>()
  let dirty = new Set<string>()
  let allDirty = false
  let refreshedAt = Number.NEGATIVE_INFINITY
  let costMs = 0
  const pace = createTokenBucket(tellings.perSecond, tellings.atOnce, clock.monotonic())
  /** Monotonic ms until which those who have the list wait for what changed in it. */
  let restsUntil = Number.NEGATIVE_INFINITY
  let refreshing = false
  let timer: { readonly due: number; readonly cancel: () => void } | undefined
  let closed = false

  const schedule = (urgency: Urgency): void => {
    if (closed || refreshing) return
    const now = clock.monotonic()
    const restMs = Math.min(costMs * costShare, mostRestMs[urgency])
    const gapOver = Math.max(now, refreshedAt + Math.max(gapsMs[urgency], restMs))
    const due = newcomers.size > 0 ? gapOver : Math.max(gapOver, restsUntil)
    if (timer && timer.due <= due) return
    timer?.cancel()
    timer = { due, cancel: clock.after(due - now, () => void refresh()) }
  }

  const read = async (): Promise<DeviceRow[]> => {
    if (allDirty || newcomers.size > 0) {
      allDirty = false
      dirty = new Set()
      return [...(await log.devices(room.space)), ...guestsOf()]
    }
    const devices = [...dirty]
    dirty = new Set()
    const rows = await Promise.all(devices.map((device) => log.devices(room.space, device)))
    return [...rows.flat(), ...devices.flatMap((device) => guestsOf(device))]
  }

  const refresh = async (): Promise<void> => {
    timer = undefined
    refreshing = true
    const startedAt = clock.monotonic()
    const arrived = [...newcomers]
    let trouble = false
    try {
      const stored = await read()
      for (const member of arrived) newcomers.delete(member)
      if (!closed) tell(stored, new Set(arrived))
    } catch (error) {
      trouble = true
      allDirty = true
      core.logger({
        level: 'warn',
        event: 'devices-not-read',
        fields: { space: room.space, error: String(error) }
      })
    }
    refreshedAt = clock.monotonic()
    // Lists for those who come are not counted against it beyond what is there: nobody would be told for minutes.
    takeToken(pace, refreshedAt)
    restsUntil = refreshedAt + untilToken(pace, refreshedAt)
    costMs = trouble ? troubleCostMs : refreshedAt - startedAt
    refreshing = false
    if (newcomers.size > 0) schedule('urgent')
    else if (dirty.size > 0) schedule('report')
    else if (allDirty) schedule('commit')
  }

  const tell = (stored: readonly DeviceRow[], arrived: ReadonlySet<Member>): void => {
    const online = new Set([...room.members].map((member) => member.replica))
    const rows = withOnline(stored, online, clock.now())
    const changed = rows.filter((row) => {
      const signature = rowSignature(row)
      if (signatures.get(rowKey(row)) === signature) return false
      signatures.set(rowKey(row), signature)
      return true
    })
    const whole = arrived.size > 0 ? encodeRows(room.space, rows, 'whole') : []
    const changes = changed.length > 0 ? encodeRows(room.space, changed, 'changed') : []
    for (const member of room.members) send(member, arrived.has(member) ? whole : changes)
  }

  /** Who has no room for rows now gets the whole list once it has. */
  const send = (member: Member, frames: readonly Uint8Array[]): void => {
    if (!member.open || newcomers.has(member)) return
    if (!hasRoom(member.outlet)) newcomers.add(member)
    else for (const frame of frames) sendBytes(member.outlet, frame)
  }

  return {
    joined: (member) => {
      newcomers.add(member)
      schedule('urgent')
    },
    left: (member) => {
      newcomers.delete(member)
      dirty.add(member.device)
      schedule('urgent')
    },
    changed: (urgency, device) => {
      if (device === undefined) allDirty = true
      else dirty.add(device)
      schedule(urgency)
    },
    removed: (rows) => {
      for (const row of rows) signatures.delete(rowKey(row))
      const frames = encodeRows(room.space, rows, 'changed')
      for (const member of room.members) send(member, frames)
    },
    close: () => {
      closed = true
      timer?.cancel()
    }
  }
}
