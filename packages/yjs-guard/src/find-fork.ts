// Compares what an update repeats with what the log holds: a clock of a client has to mean the same everywhere.

import { findStaying } from './fork/find-staying.js'
import type { Piece } from './fork/piece.js'
import { collectPieces, type Pieces, pieceAt } from './fork/pieces.js'
import { firstDifference } from './fork/same-content.js'
import { kind } from './structs/content.js'
import type { ClockRange } from './structs/deletes.js'

/** One clock of one client. */
export interface ClockId {
  readonly client: number
  readonly clock: number
}

/**
 * The first clock whose struct in the update is not the one that is stored, or undefined. Collected and deleted content
 * agrees with anything that lies in the same place. `update` has passed `inspectUpdate`, `overlaps` are its admission's,
 * and `stored` is the document's state as v1, without anything pending. Where either cannot be read or lacks a part of
 * the overlap, that part counts as different: sameness has to be shown.
 */
export function findFork(
  update: Uint8Array,
  stored: Uint8Array,
  overlaps: readonly ClockRange[]
): ClockId | undefined {
  const [first] = overlaps
  if (first === undefined) return undefined
  try {
    const theirs = collectPieces(update, overlaps)
    const ours = collectPieces(stored, overlaps)
    const resumed: Piece[] = []
    for (const overlap of overlaps) {
      const clock = compareRange(overlap, theirs, ours, resumed)
      if (clock !== undefined) return { client: overlap.client, clock }
    }
    const staying = findStaying(resumed, stored)
    return staying === undefined ? undefined : { client: staying.client, clock: staying.start }
  } catch {
    return { client: first.client, clock: first.from }
  }
}

/** Adds to `resumed` what starts in the overlap where content was collected, and goes on behind it. */
function compareRange(
  overlap: ClockRange,
  theirs: Pieces,
  ours: Pieces,
  resumed: Piece[]
): number | undefined {
  const { client, to } = overlap
  for (let clock = overlap.from; clock < to; ) {
    const piece = pieceAt(theirs, client, clock)
    const held = pieceAt(ours, client, clock)
    if (piece === undefined || held === undefined || held.kind === kind.skip) return clock
    const end = Math.min(piece.end, held.end, to)
    const difference = firstDifference(piece, held, clock, end)
    if (difference !== undefined) return difference
    const isResumed = piece.kind !== kind.gc && piece.end > to && held.kind === kind.gc
    if (isResumed && resumed.at(-1) !== piece) resumed.push(piece)
    clock = end
  }
  return undefined
}
