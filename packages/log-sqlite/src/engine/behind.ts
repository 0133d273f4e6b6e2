// Counts what a replica is behind, at a cost that does not grow with how far that is (SPEC S5).
//
// Edits: every entry has the sum of all edits up to it, and the sum of its replica's. What lies beyond a cursor is the
// difference of two rows, less the same difference of the replica's own. Documents: each row knows where another
// replica than its last writer wrote last, so the rows that changed beyond the cursor suffice, and of these no more
// than `mostDocuments` are looked at; beyond that the count is "at least".

import type { Behind } from '@weft/protocol'
import { notBehind } from '@weft/relay/log'
import { damaged } from '../database/damage.js'
import type { ReplicaState } from '../rows/replica-rows.js'
import type { SpaceState } from '../rows/space-rows.js'
import type { Tables } from '../rows/tables.js'

const mostDocuments = 2_000
const writersAtOnce = 100
/** Own entries beyond the own cursor are few: they are what was pushed since the last report. */
const mostWriters = 10_000

export function countBehind(
  tables: Tables,
  space: SpaceState,
  { ref, record, editsThrough }: ReplicaState
): Behind {
  const isExact = record.cursor >= space.horizon.position
  const from = isExact ? record.cursor : space.horizon.position
  if (record.cursor >= space.head.position) return notBehind
  const beyond = space.editsThrough - editsUpTo(tables, space, from)
  const ownBefore = tables.entries.editsOfReplicaBefore(space, ref, from)
  const own = ownBefore === undefined ? 0 : editsThrough - ownBefore
  const edits = beyond - own
  if (edits === 0) return { ...notBehind, exact: isExact }
  const [looked, documents] = tables.documents.othersAfter(space, ref, from, mostDocuments)
  return {
    edits,
    documents,
    since: oldestOfOthers(tables, space, ref, from),
    exact: isExact && looked < mostDocuments
  }
}

function editsUpTo(tables: Tables, space: SpaceState, position: number): number {
  if (position === space.horizon.position) return space.horizonEdits
  const row = tables.entries.at(space, position)
  if (!row) throw damaged(space.space, position, 'An entry')
  return row.editsThrough
}

/** Time of the first entry of another replica; of the last one looked at when none is near. */
function oldestOfOthers(tables: Tables, space: SpaceState, replica: number, from: number): number {
  let time = 0
  for (let looked = 0; looked < mostWriters; looked += writersAtOnce) {
    const writers = tables.entries.writers(space, from + looked, writersAtOnce)
    const other = writers.find(([writer]) => writer !== replica)
    if (other) return other[1]
    time = writers.at(-1)?.[1] ?? time
    if (writers.length < writersAtOnce) break
  }
  return time
}
