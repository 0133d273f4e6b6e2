// A replica's row as the devices view shows it, and what it is behind.

import type { Behind, DeviceRow } from '@weft/protocol'
import type { ReplicaRecord } from './records.js'

export const notBehind: Behind = { edits: 0, documents: 0, since: 0, exact: true }

/** `asOf` is the head that `behind` was counted at. The relay alone knows who is online. */
export function toDeviceRow(row: ReplicaRecord, behind: Behind, asOf: number): DeviceRow {
  return {
    device: row.device,
    replica: row.replica,
    name: row.name,
    platform: row.platform,
    appVersion: row.appVersion,
    schemas: row.schemas,
    cursor: row.cursor,
    behind,
    asOf,
    selection: row.selection,
    waiting: row.waiting,
    persistent: row.persistent,
    lastSeen: row.lastSeen,
    online: false,
    kind: row.kind,
    replacedBy: row.replacedBy,
    removed: row.removed
  }
}

/** The row after a report. A cursor never goes down, and none is beyond the log's head (SPEC L9, S2). */
export function afterReport(
  row: ReplicaRecord,
  report: {
    readonly position: number
    readonly waitingEdits: number
    readonly persistent: boolean
    readonly time: number
  },
  head: number
): ReplicaRecord {
  const { position, waitingEdits, persistent, time } = report
  return {
    ...row,
    cursor: position <= head ? Math.max(row.cursor, position) : row.cursor,
    waiting: { edits: waitingEdits, time },
    persistent,
    lastSeen: Math.max(row.lastSeen, time)
  }
}

/** A tombstone: which replica it was, and nothing of what its device said of itself (SPEC S4). */
export function toRemoved(row: ReplicaRecord): ReplicaRecord {
  return { ...row, name: '', platform: '', appVersion: '', schemas: [], waiting: null, removed: true }
}
