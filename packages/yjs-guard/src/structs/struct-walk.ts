// Walks an update's structs in the order in which Yjs integrates them: each after all that it leans on.

import { ByteReader } from '../bytes/byte-reader.js'
import type { ScanBudget } from '../bytes/scan-budget.js'
import { malformed } from '../refusal.js'
import { StructCursor } from './struct-cursor.js'

/** Where the structs of one client start in the update, and what they span. */
export interface ClientBlock {
  readonly client: number
  readonly pos: number
  readonly from: number
  readonly to: number
}

/**
 * A struct is integrated after its origins and its parent. Within one client the order of clocks sees to that; across
 * clients Yjs follows what is missing from client to client, as done here. Two clients that wait for each other would
 * stay pending for ever: that is malformed. Every struct is read once, so the work is linear in the update's bytes.
 */
export function walkStructs(
  bytes: Uint8Array,
  blocks: readonly ClientBlock[],
  budget: ScanBudget,
  visit: (struct: StructCursor) => void
): void {
  const walks = new Map<number, BlockWalk>()
  for (const block of blocks) walks.set(block.client, new BlockWalk(bytes, block, budget))
  for (const walk of walks.values()) {
    const waiting: Wait[] = [{ walk, until: walk.block.to }]
    for (let wait = waiting.at(-1); wait !== undefined; wait = waiting.at(-1)) {
      const owed = wait.walk.advance(wait.until, walks, visit)
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

  constructor(
    bytes: Uint8Array,
    readonly block: ClientBlock,
    budget: ScanBudget
  ) {
    this.cursor = new StructCursor(new ByteReader(bytes, block.pos), budget)
    this.done = block.from
  }

  /** Integrates the clocks below `until`, no more; returns what has to come first, if anything. */
  advance(
    until: number,
    walks: ReadonlyMap<number, BlockWalk>,
    visit: (struct: StructCursor) => void
  ): Wait | undefined {
    const { cursor } = this
    while (this.done < until && (this.isRead || cursor.next())) {
      this.isRead = true
      const owed =
        owes(walks.get(cursor.originClient), cursor.originClock) ??
        owes(walks.get(cursor.rightClient), cursor.rightClock) ??
        owes(walks.get(cursor.parentClient), cursor.parentClock)
      if (owed !== undefined) return owed
      visit(cursor)
      this.done = cursor.end
      this.isRead = false
    }
    return undefined
  }

  /** Whether the update has this clock, and it is not integrated yet. */
  isOwed(clock: number): boolean {
    return clock >= this.done && clock < this.block.to
  }
}

function owes(walk: BlockWalk | undefined, clock: number): Wait | undefined {
  return walk?.isOwed(clock) ? { walk, until: clock + 1 } : undefined
}
