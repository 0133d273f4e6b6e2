// Compares two structs over clocks that both of them span.

import { kind } from '../structs/content.js'
import type { Piece } from './piece.js'
import { sameValue } from './same-value.js'

/** The first clock in [from, to) that means something else in each, or undefined. */
export function firstDifference(a: Piece, b: Piece, from: number, to: number): number | undefined {
  // A collected range keeps nothing to compare.
  if (a.kind === kind.gc || b.kind === kind.gc) return undefined
  if (!liesAlike(a, b, from)) return from
  if (a.kind === kind.deleted || b.kind === kind.deleted) return undefined
  if (a.kind !== b.kind) return from
  for (let clock = from; clock < to; clock++) if (!sameUnit(a, b, clock)) return clock
  return undefined
}

/** Structs are split and merged freely; whatever starts within another struct leans on the clock before. */
function liesAlike(a: Piece, b: Piece, clock: number): boolean {
  if (a.rightClient !== b.rightClient || a.rightClock !== b.rightClock) return false
  if (a.start < clock && b.start < clock) return true
  if (a.start < clock) return leansOnBefore(b)
  if (b.start < clock) return leansOnBefore(a)
  if (a.originClient !== b.originClient || a.originClock !== b.originClock) return false
  return sameValue(a.parent, b.parent)
}

const leansOnBefore = (piece: Piece): boolean =>
  piece.originClient === piece.client && piece.originClock === piece.start - 1

/**
 * Yjs writes it over what stands on either side of a cut behind a high surrogate, on the devices that cut there: over
 * the halves of a pair, and over any letter that follows a surrogate without its other half.
 */
const replacement = '\ufffd'

function sameUnit(a: Piece, b: Piece, clock: number): boolean {
  const [left, right] = [a.units, b.units]
  const unit = left[clock - a.start]
  const other = right[clock - b.start]
  if (typeof left === 'string') return unit === other || unit === replacement || other === replacement
  return sameValue(unit, other)
}
