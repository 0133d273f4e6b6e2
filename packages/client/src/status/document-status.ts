// One document's status from the facts of its space.

import type { DeviceRow } from '@weft/protocol'
import { isLiveOnly } from './device-status.js'
import type { DocumentStatus } from './status.js'

export interface DocumentFacts {
  readonly unsaved: number
  readonly waiting: number
  readonly setAside: number
  /** The highest position of its entries known here; 0 when it has none. */
  readonly lastPosition: number
  readonly selfDevice: string
  readonly rows: readonly DeviceRow[]
  /** Whether the relay ever told the rows. */
  readonly rowsKnown: boolean
}

export function toDocumentStatus(facts: DocumentFacts): DocumentStatus {
  const relayed = facts.unsaved === 0 && facts.waiting === 0 && facts.setAside === 0 && facts.lastPosition > 0
  const cursors = new Map<string, number>()
  for (const row of facts.rows) {
    if (row.replacedBy !== null || row.device === facts.selfDevice || isLiveOnly(row)) continue
    cursors.set(row.device, Math.min(row.cursor, cursors.get(row.device) ?? Number.POSITIVE_INFINITY))
  }
  const has = [...cursors.values()].filter((cursor) => cursor >= facts.lastPosition).length
  return {
    unsaved: facts.unsaved,
    waiting: facts.waiting,
    setAside: facts.setAside,
    relayed,
    // What has not left this device is on no other.
    onDevices: facts.rowsKnown ? (relayed ? has : 0) : null,
    otherDevices: cursors.size
  }
}
