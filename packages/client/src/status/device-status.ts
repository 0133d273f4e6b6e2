// Rows to what a screen shows of each device: one a device, the least complete replica counts (S1, S6).

import type { DeviceRow, SchemaVersion } from '@weft/protocol'
import type { DeviceHas, DeviceStatus } from './status.js'

export interface DeviceStatusFacts {
  readonly self: {
    readonly device: string
    readonly name: string
    readonly platform: string
    readonly appVersion: string
    readonly schemas: readonly SchemaVersion[]
    readonly storage: DeviceStatus['storage']
    readonly waitingEdits: number
    /** Connected, and the cursor is at the head. */
    readonly isComplete: boolean
    /** Entries of the log this device has still to store, while connected; null when that is unknown. */
    readonly missing: number | null
  }
  readonly rows: readonly DeviceRow[]
  readonly isConnected: boolean
  /** Wall time of the last word from the relay, ms; null when there never was one. */
  readonly provenAt: number | null
}

/** Clients of other protocols have no store that anybody knows of: nothing is claimed of what they hold (F9). */
export const isLiveOnly = ({ kind }: Pick<DeviceRow, 'kind'>): boolean => kind !== 'weft'

/** This device first, then the others by name, those that are live only last. */
export function toDeviceStatuses(facts: DeviceStatusFacts): DeviceStatus[] {
  const byDevice = new Map<string, DeviceRow[]>()
  for (const row of facts.rows) {
    if (row.replacedBy !== null || row.removed) continue
    const rows = byDevice.get(row.device)
    if (rows) rows.push(row)
    else byDevice.set(row.device, [row])
  }
  const own = byDevice.get(facts.self.device)
  byDevice.delete(facts.self.device)
  const others = [...byDevice].map(([device, rows]) => toOther(device, rows, facts))
  const rank = (other: DeviceStatus): number => Number(isLiveOnly(other))
  others.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || a.device.localeCompare(b.device))
  return [toSelf(facts, own), ...others]
}

function toSelf(facts: DeviceStatusFacts, rows: readonly DeviceRow[] | undefined): DeviceStatus {
  const { self } = facts
  const asOf = facts.provenAt ?? 0
  const has: DeviceHas = self.isComplete
    ? { kind: 'all', asOf }
    : self.missing !== null && self.missing > 0
      ? { kind: 'behind', edits: self.missing, documents: 0, since: 0, exact: false, asOf }
      : { kind: 'unknown' }
  return {
    device: self.device,
    name: self.name,
    platform: self.platform,
    appVersion: self.appVersion,
    schemas: self.schemas,
    self: true,
    online: facts.isConnected,
    lastSeen: rows ? Math.max(...rows.map((row) => row.lastSeen)) : null,
    has,
    waiting: { edits: self.waitingEdits, asOf },
    storage: self.storage,
    kind: 'weft'
  }
}

function toOther(device: string, rows: readonly DeviceRow[], facts: DeviceStatusFacts): DeviceStatus {
  const newest = rows.reduce((a, b) => (b.lastSeen > a.lastSeen ? b : a))
  const behind = {
    edits: Math.max(...rows.map((row) => row.behind.edits)),
    documents: Math.max(...rows.map((row) => row.behind.documents)),
    since: Math.min(...rows.map((row) => row.behind.since || Number.POSITIVE_INFINITY)),
    exact: rows.every((row) => row.behind.exact)
  }
  const asOf = facts.provenAt ?? 0
  const has: DeviceHas = isLiveOnly(newest)
    ? { kind: 'live-only' }
    : facts.provenAt === null
      ? { kind: 'unknown' }
      : behind.edits === 0 && behind.exact
        ? { kind: 'all', asOf }
        : { kind: 'behind', ...behind, since: Number.isFinite(behind.since) ? behind.since : 0, asOf }
  const persistent = newest.persistent
  return {
    device,
    name: newest.name,
    platform: newest.platform,
    appVersion: newest.appVersion,
    schemas: newest.schemas,
    self: false,
    // Whether it is connected is only known while we are.
    online: facts.isConnected && rows.some((row) => row.online),
    lastSeen: newest.lastSeen,
    has,
    waiting: newest.waiting && { edits: newest.waiting.edits, asOf: newest.waiting.time },
    storage: persistent === null ? 'unknown' : persistent ? 'persistent' : 'may-be-cleared',
    kind: newest.kind
  }
}
