// How many changes of a provider may be confirmed now, so that it never counts zero unsynced ones too early (SPEC F2).
//
// A provider counts, and cannot name what is confirmed. With its step 1 it begins again at one, whatever was before: that
// one stands for all that it has, which step 2 brings. Every change that it makes from then on is one more. What waited
// in it for a connection is sent as well, after step 1, but is not counted. So each confirmation too many would hide a
// change that is still on its way, and one too few would leave a change that is safe shown as unsafe (decision 0018).

import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { Telling } from '../guest.js'

export interface Confirmations {
  /** Step 1 came. */
  restarted(vector: Uint8Array): void
  /** What came before the token was read; a client that says no step 1 has its changes counted from here. */
  admitted(): void
  /** An update or step 2 came. */
  took(update: Uint8Array, telling: Telling): void
  /** It is on the disk: how many confirmations to send. */
  saved(update: Uint8Array): number
  /** It leans on what the log lacks: the next step 2 has it. */
  missing(update: Uint8Array): void
  refused(update: Uint8Array): void
}

/** Of a socket: what waited for it is sent before the first step 2. */
export interface Backlog {
  isOver: boolean
}

interface Taken {
  readonly place: number
  readonly telling: Telling
  readonly counts: boolean
}

export function createConfirmations(backlog: Backlog): Confirmations {
  let vector: ReadonlyMap<number, number> | undefined
  let isAdmitted = false
  /** The one that the provider began at is not confirmed. */
  let isOwed = false
  let places = 0
  let underWay = new Map<Uint8Array, Taken>()
  let missing: Taken[] = []

  const doesCount = (update: Uint8Array): boolean =>
    vector ? wasMadeSince(vector, update, backlog) : isAdmitted

  return {
    restarted: (bytes) => {
      vector = Y.decodeStateVector(bytes)
      isOwed = true
      underWay = new Map()
      missing = []
    },
    admitted: () => {
      isAdmitted = true
    },
    took: (update, telling) => {
      if (telling === 'step-two') backlog.isOver = true
      underWay.set(update, {
        place: places++,
        telling,
        counts: telling === 'update' && doesCount(update)
      })
    },
    saved: (update) => {
      const taken = underWay.get(update)
      underWay.delete(update)
      if (!taken) return 0
      if (taken.telling === 'update') return taken.counts ? 1 : 0
      const covered = missing.filter(({ place }) => place < taken.place)
      missing = missing.filter(({ place }) => place > taken.place)
      const owed = isOwed ? 1 : 0
      isOwed = false
      return owed + covered.length
    },
    missing: (update) => {
      const taken = underWay.get(update)
      underWay.delete(update)
      if (taken?.counts) missing.push(taken)
    },
    refused: (update) => {
      underWay.delete(update)
    }
  }
}

/** Whether a change was made after step 1. Deletions do not tell, so while a backlog may come they are taken for that. */
function wasMadeSince(vector: ReadonlyMap<number, number>, update: Uint8Array, backlog: Backlog): boolean {
  const start = startOf(update)
  return start ? start.clock >= (vector.get(start.client) ?? 0) : backlog.isOver
}

/** Client and clock of an update's first struct; undefined when it has none, or cannot be read. */
function startOf(update: Uint8Array): { readonly client: number; readonly clock: number } | undefined {
  try {
    const decoder = decoding.createDecoder(update)
    if (decoding.readVarUint(decoder) === 0) return undefined
    decoding.readVarUint(decoder)
    return { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder) }
  } catch {
    return undefined
  }
}
