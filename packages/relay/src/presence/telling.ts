// States on their way to many: made into updates once, of which whoever said some of it gets what stands around that.

import type { Attendee } from './attendee.js'
import { encodeCount, joinEntries } from './awareness-update.js'

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
  /** Tells the attendee all but what it said itself. */
  tell(attendee: Attendee): void
}

const mostInUpdate = 512

export function createTelling(document: string, changes: readonly Change[]): Telling {
  const blocks = toBlocks(changes).map((block) => createBlock(document, block))
  return {
    tell: (attendee) => {
      for (const block of blocks) block.tell(attendee)
    }
  }
}

/** The same for one alone. */
export const toUpdates = (changes: readonly Change[]): Uint8Array[] =>
  toBlocks(changes).map((block) => joinEntries(block.map(({ entry }) => entry)))

function createBlock(document: string, changes: readonly Change[]): Telling {
  const update = joinEntries(changes.map(({ entry }) => entry))
  const placesByOwner = new Map<Attendee, number[]>()
  for (const [place, { owner }] of changes.entries()) {
    const places = placesByOwner.get(owner)
    if (places) places.push(place)
    else placesByOwner.set(owner, [place])
  }
  const starts = startsIn(update, changes)
  return {
    tell: (attendee) => {
      const own = placesByOwner.get(attendee)
      if (!own) {
        attendee.tell(document, update)
        return
      }
      // What stands before, between and after its own.
      let from = 0
      for (const place of [...own, changes.length]) {
        if (place > from) {
          attendee.tellPart(document, encodeCount(place - from), update.subarray(starts[from], starts[place]))
        }
        from = place + 1
      }
    }
  }
}

/** Where each entry begins, and where the last one ends. */
function startsIn(update: Uint8Array, changes: readonly Change[]): number[] {
  let at = update.length - changes.reduce((sum, { entry }) => sum + entry.length, 0)
  const starts = [at]
  for (const { entry } of changes) {
    at += entry.length
    starts.push(at)
  }
  return starts
}

function toBlocks(changes: readonly Change[]): Change[][] {
  const blocks: Change[][] = []
  for (let from = 0; from < changes.length; from += mostInUpdate) {
    blocks.push(changes.slice(from, from + mostInUpdate))
  }
  return blocks
}
