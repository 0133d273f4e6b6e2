// Walks an update's structs in the order Yjs integrates them, to see that it reaches the end and stays shallow.

import { ByteReader } from '../bytes/byte-reader.js'
import type { ScanBudget } from '../bytes/scan-budget.js'
import { malformed, stop } from '../refusal.js'
import { kind } from './content.js'
import { none, StructCursor } from './struct-cursor.js'

/** Where the structs of one client start in the update, and what they span. */
export interface ClientBlock {
  readonly client: number
  readonly pos: number
  readonly from: number
  readonly to: number
}

/**
 * A struct is integrated after its origins and its parent. Within one client the order of clocks sees to that; across
 * clients Yjs follows what is missing from client to client, as done here, and two clients that wait for each other
 * would stay pending for ever. Every struct is read once, so the work is linear in the update's bytes.
 */
export function checkIntegrationOrder(
  bytes: Uint8Array,
  blocks: readonly ClientBlock[],
  budget: ScanBudget
): void {
  const walks = new Map<number, BlockWalk>()
  for (const block of blocks) walks.set(block.client, new BlockWalk(bytes, block, budget))
  for (const walk of walks.values()) {
    const waiting: Wait[] = [{ walk, until: walk.block.to }]
    for (let wait = waiting.at(-1); wait !== undefined; wait = waiting.at(-1)) {
      const owed = wait.walk.advance(wait.until, walks)
      wait.walk.isWaiting = owed !== undefined
      if (owed === undefined) waiting.pop()
      else if (owed.walk.isWaiting) malformed('structs that lean on each other in a circle')
      else waiting.push(owed)
    }
  }
}

/** Wants the client's clocks below `until` integrated. */
interface Wait {
  readonly walk: BlockWalk
  readonly until: number
}

class BlockWalk {
  isWaiting = false
  private readonly cursor: StructCursor
  private isRead = false
  /** Clocks below this one are integrated. */
  private done: number
  /** List depths as runs: from each start on, until the next, items lie in a list at that depth. */
  private readonly starts: number[] = []
  private readonly depths: number[] = []

  constructor(
    bytes: Uint8Array,
    readonly block: ClientBlock,
    private readonly budget: ScanBudget
  ) {
    this.cursor = new StructCursor(new ByteReader(bytes, block.pos), budget)
    this.done = block.from
  }

  /** Integrates the clocks below `until`, no more; returns what has to come first, if anything. */
  advance(until: number, walks: ReadonlyMap<number, BlockWalk>): Wait | undefined {
    const { cursor } = this
    while (this.done < until && (this.isRead || cursor.next())) {
      this.isRead = true
      const owed =
        owes(walks.get(cursor.originClient), cursor.originClock) ??
        owes(walks.get(cursor.rightClient), cursor.rightClock) ??
        owes(walks.get(cursor.parentClient), cursor.parentClock)
      if (owed !== undefined) return owed
      this.integrate(this.listDepth(walks))
      this.isRead = false
    }
    return undefined
  }

  /** An item lies in its neighbours' list; a parent's list is one deeper than the parent's own. */
  private listDepth(walks: ReadonlyMap<number, BlockWalk>): number {
    const { cursor } = this
    if (cursor.originClient !== none) return walks.get(cursor.originClient)?.depthAt(cursor.originClock) ?? 0
    if (cursor.rightClient !== none) return walks.get(cursor.rightClient)?.depthAt(cursor.rightClock) ?? 0
    if (cursor.parentClient === none) return 0
    return (walks.get(cursor.parentClient)?.depthAt(cursor.parentClock) ?? 0) + 1
  }

  private integrate(depth: number): void {
    const { cursor } = this
    const { typeDepth } = this.budget.limits
    if (cursor.kind === kind.type && depth >= typeDepth) {
      stop('update-too-deep', `shared types nested more than ${typeDepth} deep`)
    }
    if (this.depths.at(-1) !== depth) {
      this.starts.push(cursor.clock)
      this.depths.push(depth)
    }
    this.done = cursor.end
  }

  /** 0 for clocks that are not in the update: how deep those lie is not known. */
  private depthAt(clock: number): number {
    let low = 0
    let high = this.starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.starts[middle] as number) <= clock) low = middle + 1
      else high = middle
    }
    return clock < this.done ? (this.depths[low - 1] ?? 0) : 0
  }

  /** Whether the update has this clock, and it is not integrated yet. */
  isOwed(clock: number): boolean {
    return clock >= this.done && clock < this.block.to
  }
}

function owes(walk: BlockWalk | undefined, clock: number): Wait | undefined {
  return walk?.isOwed(clock) ? { walk, until: clock + 1 } : undefined
}
