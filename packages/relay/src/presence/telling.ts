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
  updatesFor(attendee: Attendee): readonly Uint8Array[]
}

/**
 * States in an update. Who said one of them gets the rest of it in smaller ones, which it shares with the others who said
 * some of the same; the smallest alone is made for it.
 */
const sizes = [512, 64, 8] as const

export const createTelling = (changes: readonly Change[]): Telling => createShared(changes, sizes)

/** The same for one alone. */
export const toUpdates = (changes: readonly Change[]): Uint8Array[] =>
  toBlocks(changes, sizes[0]).map(encodeChanges)

function createShared(changes: readonly Change[], [size, ...smaller]: readonly number[]): Telling {
  if (size === undefined) return { updatesFor: (attendee) => withoutOwn(changes, attendee) }
  const blocks = toBlocks(changes, size).map((block) => ({
    owners: ownersOf(block),
    update: once(() => encodeChanges(block)),
    parts: once(() => createShared(block, smaller))
  }))
  const owners = ownersOf(changes)
  const shared = once(() => blocks.map(({ update }) => update()))
  return {
    updatesFor: (attendee) => {
      if (!owners.has(attendee)) return shared()
      return blocks.flatMap((block) =>
        block.owners.has(attendee) ? block.parts().updatesFor(attendee) : [block.update()]
      )
    }
  }
}

const ownersOf = (changes: readonly Change[]): Set<Attendee> => new Set(changes.map(({ owner }) => owner))

function withoutOwn(changes: readonly Change[], attendee: Attendee): Uint8Array[] {
  const others = changes.filter(({ owner }) => owner !== attendee)
  return others.length > 0 ? [encodeChanges(others)] : []
}

function toBlocks(changes: readonly Change[], size: number): Change[][] {
  const blocks: Change[][] = []
  for (let from = 0; from < changes.length; from += size) blocks.push(changes.slice(from, from + size))
  return blocks
}

const encodeChanges = (changes: readonly Change[]): Uint8Array =>
  joinEntries(changes.map(({ entry }) => entry))

/** Made when it is asked for, and kept. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
