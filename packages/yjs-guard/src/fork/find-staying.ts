// Tells whether Yjs would drop an item as it arrives, because what it leans on was collected.

import { kind } from '../structs/content.js'
import type { ClockRange } from '../structs/deletes.js'
import { none } from '../structs/struct-cursor.js'
import type { Piece } from './piece.js'
import { collectPieces, pieceAt } from './pieces.js'

/**
 * Yjs turns such an item into a collected range. If the item goes on from one, it has to vanish: Yjs takes the range for
 * its left neighbour, and throws half way through the update if the item has a parent all the same. Honest items always
 * do vanish there, since a range is collected together with its parent.
 */
export function findStaying(items: readonly Piece[], stored: Uint8Array): Piece | undefined {
  if (items.length === 0) return undefined
  const pieces = collectPieces(stored, items.flatMap(references))
  const isCollected = (client: number, clock: number): boolean =>
    pieceAt(pieces, client, clock)?.kind === kind.gc
  return items.find((item) => {
    const hasOrigins = item.originClient !== none || item.rightClient !== none
    if (!hasOrigins) {
      const parent = pieceAt(pieces, item.parentClient, item.parentClock)
      return parent === undefined || parent.kind === kind.type
    }
    return (
      !isCollected(item.originClient, item.originClock) && !isCollected(item.rightClient, item.rightClock)
    )
  })
}

function references(item: Piece): ClockRange[] {
  const range = (client: number, clock: number): ClockRange => ({ client, from: clock, to: clock + 1 })
  return [
    range(item.originClient, item.originClock),
    range(item.rightClient, item.rightClock),
    range(item.parentClient, item.parentClock)
  ].filter(({ client }) => client !== none)
}
