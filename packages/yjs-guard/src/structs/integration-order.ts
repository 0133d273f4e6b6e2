// Sees that an update's structs can be integrated to the last, and that shared types stay shallow on the way.

import type { ScanBudget } from '../bytes/scan-budget.js'
import { stop } from '../refusal.js'
import { kind } from './content.js'
import { none, type StructCursor } from './struct-cursor.js'
import { type ClientBlock, walkStructs } from './struct-walk.js'

/** Stops at structs that lean on each other in a circle, and at types that are nested too deep. */
export function checkIntegrationOrder(
  bytes: Uint8Array,
  blocks: readonly ClientBlock[],
  budget: ScanBudget
): void {
  const depths = new Map<number, DepthRuns>()
  for (const { client, from } of blocks) depths.set(client, new DepthRuns(from))
  const { typeDepth } = budget.limits
  walkStructs(bytes, blocks, budget, (struct) => {
    const depth = listDepth(struct, depths)
    if (struct.kind === kind.type && depth >= typeDepth) {
      stop('update-too-deep', `shared types nested more than ${typeDepth} deep`)
    }
    depths.get(struct.client)?.add(struct, depth)
  })
}

/** An item lies in its neighbours' list; a parent's list is one deeper than the parent's own. */
function listDepth(struct: StructCursor, depths: ReadonlyMap<number, DepthRuns>): number {
  if (struct.originClient !== none) return depths.get(struct.originClient)?.at(struct.originClock) ?? 0
  if (struct.rightClient !== none) return depths.get(struct.rightClient)?.at(struct.rightClock) ?? 0
  if (struct.parentClient === none) return 0
  return (depths.get(struct.parentClient)?.at(struct.parentClock) ?? 0) + 1
}

/** The list depths of one client's items as runs: from each start on, until the next, they lie at that depth. */
class DepthRuns {
  private readonly starts: number[] = []
  private readonly depths: number[] = []

  /** Clocks below `done` are known. */
  constructor(private done: number) {}

  add(struct: StructCursor, depth: number): void {
    if (this.depths.at(-1) !== depth) {
      this.starts.push(struct.clock)
      this.depths.push(depth)
    }
    this.done = struct.end
  }

  /** 0 for clocks that are not in the update: how deep those lie is not known. */
  at(clock: number): number {
    let low = 0
    let high = this.starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.starts[middle] as number) <= clock) low = middle + 1
      else high = middle
    }
    return clock < this.done ? (this.depths[low - 1] ?? 0) : 0
  }
}
