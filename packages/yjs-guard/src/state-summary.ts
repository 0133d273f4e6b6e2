// What a stored state holds, in a form that many updates can be compared with: clocks, and what is deleted.

import { ByteReader } from './bytes/byte-reader.js'
import { ScanBudget } from './bytes/scan-budget.js'
import { boundlessLimits } from './limits.js'
import { kind } from './structs/content.js'
import { type ClockRange, readDeletes } from './structs/deletes.js'
import { readClientCount, StructCursor } from './structs/struct-cursor.js'

export interface StateSummary {
  /** By client id: the next expected clock. */
  readonly clocks: ReadonlyMap<number, number>
  /** By client id: what is deleted, in order, with neither overlaps nor neighbours. */
  readonly deleted: ReadonlyMap<number, readonly ClockRange[]>
}

/** `state` is this side's own: a v1 update of everything a document holds, with nothing pending. Throws on others. */
export function summarizeState(state: Uint8Array): StateSummary {
  const reader = new ByteReader(state)
  const budget = new ScanBudget(boundlessLimits)
  const clocks = new Map<number, number>()
  const found: ClockRange[] = []
  for (let left = readClientCount(reader, budget); left > 0; left--) {
    const cursor = new StructCursor(reader, budget)
    const { client } = cursor
    while (cursor.next()) {
      // What is collected was deleted, whether or not a deletion still says so.
      if (cursor.kind === kind.gc || cursor.kind === kind.deleted) {
        found.push({ client, from: cursor.clock, to: cursor.end })
      }
    }
    clocks.set(client, cursor.end)
  }
  found.push(...readDeletes(reader, budget))
  return { clocks, deleted: joinRanges(found) }
}

/** The parts of these deletions that the state does not have, by client and in order. */
export function findUndeleted(deletes: readonly ClockRange[], state: StateSummary): ClockRange[] {
  return [...joinRanges(deletes).values()].flatMap((ranges) =>
    ranges.flatMap((range) => subtract(range, state.deleted.get(range.client) ?? []))
  )
}

/** Binary search for where the range could begin, then along what is deleted. */
function subtract({ client, from, to }: ClockRange, held: readonly ClockRange[]): ClockRange[] {
  const rest: ClockRange[] = []
  let clock = from
  for (let at = firstEndingAfter(held, from); at < held.length && clock < to; at++) {
    const range = held[at] as ClockRange
    if (range.from >= to) break
    if (range.from > clock) rest.push({ client, from: clock, to: range.from })
    clock = Math.max(clock, range.to)
  }
  if (clock < to) rest.push({ client, from: clock, to })
  return rest
}

/** The parts of the ranges, in order and disjoint, that lie within `from` to `to`. */
export function intersect(ranges: readonly ClockRange[], from: number, to: number): ClockRange[] {
  const found: ClockRange[] = []
  for (let at = firstEndingAfter(ranges, from); at < ranges.length; at++) {
    const range = ranges[at] as ClockRange
    if (range.from >= to) break
    found.push({ client: range.client, from: Math.max(range.from, from), to: Math.min(range.to, to) })
  }
  return found
}

function firstEndingAfter(ranges: readonly ClockRange[], clock: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[middle] as ClockRange).to <= clock) low = middle + 1
    else high = middle
  }
  return low
}

export function joinRanges(ranges: readonly ClockRange[]): Map<number, ClockRange[]> {
  const joined = new Map<number, ClockRange[]>()
  for (const range of [...ranges].sort((a, b) => a.client - b.client || a.from - b.from)) {
    const ofClient = joined.get(range.client) ?? []
    joined.set(range.client, ofClient)
    const last = ofClient.at(-1)
    if (last === undefined || last.to < range.from) ofClient.push(range)
    else if (range.to > last.to) ofClient[ofClient.length - 1] = { ...last, to: range.to }
  }
  return joined
}
