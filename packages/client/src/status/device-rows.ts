// The rows the relay told of, kept true between its tellings by counting the entries that came since.

import type { DeviceRow, Devices } from '@weft/protocol'

/** What is needed of an entry to count it against the rows. */
export interface CountedEntry {
  readonly position: number
  readonly document: string
  readonly replica: string
  readonly edits: number
  readonly time: number
}

export interface DeviceRows {
  apply(frame: Devices): void
  /** Entries of the log in order, own ones included. */
  count(entries: readonly CountedEntry[]): void
  rows(): readonly DeviceRow[]
  /** The rows as they were last known, from the store. */
  restore(rows: readonly DeviceRow[]): void
  clear(): void
}

/** Recent entries, for rows that were told as of a moment that lies a little behind. */
const recentEntries = 4_096

interface Counted {
  row: DeviceRow
  /** Documents of entries that were counted here, since the relay told the row. */
  readonly documents: Set<string>
}

export function createDeviceRows(): DeviceRows {
  const counted = new Map<string, Counted>()
  let recent: CountedEntry[] = []
  const keyOf = (row: DeviceRow): string => `${row.device} ${row.replica}`

  const countInto = (target: Counted, entry: CountedEntry): void => {
    const { row } = target
    // As of `asOf` the relay counted; what the replica wrote itself it has.
    if (entry.position <= row.asOf || entry.position <= row.cursor || entry.replica === row.replica) return
    const isNewDocument = !target.documents.has(entry.document)
    target.documents.add(entry.document)
    target.row = {
      ...row,
      asOf: entry.position,
      behind: {
        edits: row.behind.edits + entry.edits,
        documents: row.behind.documents + (isNewDocument ? 1 : 0),
        since: row.behind.since || entry.time,
        exact: row.behind.exact
      }
    }
  }

  return {
    apply: (frame) => {
      if (frame.whole) counted.clear()
      for (const row of frame.rows) {
        if (row.removed) {
          counted.delete(keyOf(row))
          continue
        }
        const target: Counted = { row, documents: new Set() }
        counted.set(keyOf(row), target)
        for (const entry of recent) countInto(target, entry)
      }
    },
    count: (entries) => {
      recent = [...recent, ...entries].slice(-recentEntries)
      for (const target of counted.values()) for (const entry of entries) countInto(target, entry)
    },
    rows: () => [...counted.values()].map(({ row }) => row),
    restore: (rows) => {
      for (const row of rows)
        counted.set(keyOf(row), { row: { ...row, online: false }, documents: new Set() })
    },
    clear: () => {
      counted.clear()
      recent = []
    }
  }
}
