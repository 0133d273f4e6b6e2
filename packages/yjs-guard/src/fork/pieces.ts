// Collects the structs of an update that touch some ranges of clocks.

import { ByteReader } from '../bytes/byte-reader.js'
import { ScanBudget } from '../bytes/scan-budget.js'
import { boundlessLimits } from '../limits.js'
import type { ClockRange } from '../structs/deletes.js'
import { readClientCount, StructCursor } from '../structs/struct-cursor.js'
import { Piece } from './piece.js'

/** By client id, in the order of clocks. */
export type Pieces = ReadonlyMap<number, readonly Piece[]>

export function collectPieces(update: Uint8Array, ranges: readonly ClockRange[]): Pieces {
  const wanted = new Map<number, ClockRange[]>()
  for (const range of ranges) {
    const ofClient = wanted.get(range.client)
    if (ofClient === undefined) wanted.set(range.client, [range])
    else ofClient.push(range)
  }
  const pieces = new Map<number, Piece[]>()
  const reader = new ByteReader(update)
  const budget = new ScanBudget(boundlessLimits)
  for (let left = readClientCount(reader, budget); left > 0; left--) {
    const cursor = new StructCursor(reader, budget)
    const ofClient = wanted.get(cursor.client) ?? []
    const found: Piece[] = []
    while (cursor.next()) if (ofClient.some((range) => touches(cursor, range))) found.push(new Piece(cursor))
    if (found.length > 0) pieces.set(cursor.client, found)
  }
  return pieces
}

const touches = (cursor: StructCursor, { from, to }: ClockRange): boolean =>
  cursor.clock < to && cursor.end > from

/** Binary search; undefined where no piece has the clock. */
export function pieceAt(pieces: Pieces, client: number, clock: number): Piece | undefined {
  const ofClient = pieces.get(client) ?? []
  let low = 0
  let high = ofClient.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ofClient[middle] as Piece).end <= clock) low = middle + 1
    else high = middle
  }
  const piece = ofClient[low]
  return piece !== undefined && piece.start <= clock ? piece : undefined
}
