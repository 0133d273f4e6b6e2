// States on their way to many, as updates of bounded size: each is made once for all who said none of what is in it.

import type { Attendee } from './attendee.js'
import { joinEntries } from './awareness-update.js'

/** A state as it is now, or that its client left. */
export interface Change {
  readonly client: number
  readonly clock: number
  /** As it stands in an update. */
  readonly entry: Uint8Array
  readonly owner: Attendee
  /** Changes of a space are numbered as they happen, from 1. */
  readonly change: number
}

export interface Telling {
  /** What the attendee is told: all but what it said itself. */
  updatesFor(attendee: Attendee): Uint8Array[]
}

/**
 * States in an update. Whoever said one of them gets an update of its own: it is small enough for that to cost little, and
 * large enough that few are written to a socket.
 */
const mostInUpdate = 128

export function createTelling(changes: readonly Change[]): Telling {
  const blocks = toBlocks(changes)
  const shared: Uint8Array[] = []
  const blocksOf = new Map<Attendee, Set<number>>()
  for (const [index, block] of blocks.entries()) {
    for (const { owner } of block) blocksOf.set(owner, (blocksOf.get(owner) ?? new Set()).add(index))
  }
  const sharedUpdate = (index: number, block: readonly Change[]): Uint8Array => {
    const update = shared[index] ?? encodeChanges(block)
    shared[index] = update
    return update
  }
  return {
    updatesFor: (attendee) => {
      const own = blocksOf.get(attendee)
      return blocks.flatMap((block, index) => {
        if (!own?.has(index)) return [sharedUpdate(index, block)]
        const others = block.filter(({ owner }) => owner !== attendee)
        return others.length > 0 ? [encodeChanges(others)] : []
      })
    }
  }
}

/** The same for one alone. */
export const toUpdates = (changes: readonly Change[]): Uint8Array[] => toBlocks(changes).map(encodeChanges)

function toBlocks(changes: readonly Change[]): Change[][] {
  const blocks: Change[][] = []
  for (let from = 0; from < changes.length; from += mostInUpdate) {
    blocks.push(changes.slice(from, from + mostInUpdate))
  }
  return blocks
}

const encodeChanges = (changes: readonly Change[]): Uint8Array =>
  joinEntries(changes.map(({ entry }) => entry))
