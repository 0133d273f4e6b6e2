// Counts a space's edits along its entries, as their rows should have them (SPEC S5).

import type { EntryRow } from '../rows/entry-rows.js'

/** Counts both sums of edits on from where they were right; the same row where they are. */
export function createSums(edits: number | undefined) {
  let space = edits
  const ofReplicas = new Map<number, number>()
  return {
    /** After a lost entry: the next one is believed. */
    forget: (): void => {
      space = undefined
      ofReplicas.clear()
    },
    add: (row: EntryRow): EntryRow => {
      const own = ofReplicas.get(row.replica)
      const editsThrough = space === undefined ? row.editsThrough : space + row.edits
      const replicaEditsThrough = own === undefined ? row.replicaEditsThrough : own + row.edits
      space = editsThrough
      ofReplicas.set(row.replica, replicaEditsThrough)
      const isRight = editsThrough === row.editsThrough && replicaEditsThrough === row.replicaEditsThrough
      return isRight ? row : { ...row, editsThrough, replicaEditsThrough }
    }
  }
}
