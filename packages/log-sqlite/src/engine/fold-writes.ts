// What folding writes: snapshots made beside the appends, and the deletion of what they cover (SPEC L12).

import { isFoldable } from '@weft/relay/log'
import type { SnapshotRow } from '../rows/snapshot-rows.js'
import type { Tables } from '../rows/tables.js'
import type { Deleted, Folded } from '../thread/messages.js'
import type { Planned } from './append.js'

export function planSnapshots(tables: Tables, snapshots: readonly SnapshotRow[]): Planned<null> {
  return {
    answer: null,
    write: () => {
      for (const row of snapshots) tables.snapshots.insert(row)
    }
  }
}

/** The snapshots were read back: from now on they are what readers get, and the older ones go. */
export function planConfirmation(tables: Tables, space: string, snapshots: readonly Folded[]): Planned<null> {
  const found = tables.spaces.find(space)
  if (!found) return { answer: null }
  const rows = snapshots.map(({ document, position, entries }) => {
    const { document: name } = tables.documents.byRef(found, document)
    const row = tables.documents.find(found, name)
    return { document, position, row: row && { ...row, pending: row.pending - entries } }
  })
  return {
    answer: null,
    write: () => {
      for (const { document, position, row } of rows) {
        tables.snapshots.confirm(document, position)
        if (row) tables.documents.write(found, row)
      }
    }
  }
}

/** Entries go from the oldest on, up to the first that is too young or that no snapshot covers. */
export function planDeletion(tables: Tables, space: string, before: number, limit: number): Planned<Deleted> {
  const found = tables.spaces.find(space)
  if (!found) return { answer: { deletedEntries: 0, horizon: 0, done: true } }
  const heads = tables.entries.headers(found, found.horizon.position, limit)
  const coveredTo = new Map<number, number>()
  let deletedEntries = 0
  let last: (typeof heads)[number] | undefined
  for (const head of heads) {
    if (head.time >= before) break
    if (isFoldable(head)) {
      const covered = coveredTo.get(head.document) ?? tables.snapshots.coveredTo(head.document)
      coveredTo.set(head.document, covered)
      if (head.mark.position > covered) break
      deletedEntries++
    }
    last = head
  }
  const from = found.horizon.position
  const horizon = last?.mark.position ?? from
  return {
    answer: {
      deletedEntries,
      horizon,
      done: last === undefined || last !== heads.at(-1) || heads.length < limit
    },
    ...(last && {
      write: () => {
        tables.entries.delete(found, from, horizon)
        tables.spaces.moveHorizon(found, last.mark, last.editsThrough)
      }
    })
  }
}
