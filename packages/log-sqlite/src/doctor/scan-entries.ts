// Goes along a space's entries and gives each as it is: sound, damaged or missing. Damage ends nothing here.

import type { EntryRow, SpaceName } from '../rows/entry-rows.js'
import type { Tables } from '../rows/tables.js'

export type Scanned =
  | { readonly kind: 'sound'; readonly position: number; readonly row: EntryRow }
  | { readonly kind: 'damaged' | 'missing'; readonly position: number }

export interface ScanRange {
  /** Below it only entries of kinds that no snapshot covers stay: none is missing there. */
  readonly horizon: number
  readonly end: number
  /** Positions up to the horizon that have an entry. */
  readonly kept: readonly number[]
}

const rowsAtOnce = 64

export function* scanEntries(
  tables: Tables,
  space: SpaceName,
  { horizon, end, kept }: ScanRange
): Generator<Scanned> {
  for (const position of kept) yield scanOne(tables, space, position)
  let after = horizon
  while (after < end) {
    const rows = readSound(tables, space, after)
    for (const row of rows) {
      if (row.position > end) return
      yield { kind: 'sound', position: row.position, row }
      after = row.position
    }
    // One by one, until what follows can be read as usual again.
    for (let left = rows.length === 0 ? rowsAtOnce : 0; left > 0 && after < end; left--) {
      yield scanOne(tables, space, ++after)
    }
  }
}

/** None when any of them is damaged. */
function readSound(tables: Tables, space: SpaceName, after: number): EntryRow[] {
  try {
    return tables.entries.after(space, after, rowsAtOnce)
  } catch {
    return []
  }
}

function scanOne(tables: Tables, space: SpaceName, position: number): Scanned {
  try {
    const row = tables.entries.at(space, position)
    return row ? { kind: 'sound', position, row } : { kind: 'missing', position }
  } catch {
    return { kind: 'damaged', position }
  }
}
