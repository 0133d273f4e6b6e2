// Presence in one space: each update is parsed once on the way in, then coalesced and passed on (SPEC R1, R2, F8).

import { fail, ok, type Result } from '@weft/base'
import type { WeftError } from '@weft/protocol'
import type { Core } from '../core/core.js'
import type { Attendee } from './attendee.js'
import { type AwarenessState, encodeAwarenessUpdate, parseAwarenessUpdate } from './awareness-update.js'
import { createDepartures } from './departures.js'

/** What comes within this goes out as one update a document. */
export const tickMs = 40
/** Awareness clients an attendee may have in a space, and bytes of their states together. */
const mostOfAttendee = 64
const mostBytesFactor = 4
/** A guest's client repeats the states of all whom it hears of; those of others are not its own. */
const mostHeard = 1_024

export interface PresenceBoard {
  /** Takes an update whole or not at all; of a guest's, what is its own to say. Returns the states that were taken. */
  apply(attendee: Attendee, document: string, update: Uint8Array): Result<AwarenessState[], WeftError>
  /** Tells the attendee who is present, and from now on who comes, changes and goes. */
  joined(attendee: Attendee): void
  /** Its presence leaves with it. */
  left(attendee: Attendee): void
  /** Tells one attendee all states of a document, its own included. */
  answer(attendee: Attendee, document: string): void
  close(): void
}

interface Present extends AwarenessState {
  readonly owner: Attendee
}

export function createPresenceBoard(core: Core): PresenceBoard {
  const attendees = new Set<Attendee>()
  const documents = new Map<string, Map<number, Present>>()
  const departures = createDepartures(core.clock)
  /** What changed since the last tick, each with the attendee that it came from. */
  const changes = new Map<string, Map<number, Present>>()
  let cancelTick: (() => void) | undefined

  const change = (document: string, present: Present): void => {
    const ofDocument = changes.get(document) ?? new Map<number, Present>()
    changes.set(document, ofDocument.set(present.client, present))
    cancelTick ??= core.clock.after(tickMs, tick)
  }

  const tick = (): void => {
    cancelTick = undefined
    for (const [document, present] of changes) tellAll(document, [...present.values()])
    changes.clear()
  }

  const tellAll = (document: string, present: readonly Present[]): void => {
    let common: Uint8Array | undefined
    for (const attendee of attendees) {
      if (!attendee.hears(document) || !attendee.ready()) continue
      const others = present.filter((state) => state.owner !== attendee)
      if (others.length === present.length) {
        common ??= encodeAwarenessUpdate(present)
        attendee.tell(document, common)
      } else if (others.length > 0) attendee.tell(document, encodeAwarenessUpdate(others))
    }
  }

  const ownedBy = (attendee: Attendee): Present[] =>
    [...documents.values()].flatMap((present) =>
      [...present.values()].filter(({ owner }) => owner === attendee)
    )

  /** A guest holds what it said first only until the device whose it is speaks. */
  const isOthers = (attendee: Attendee, document: string, client: number): boolean => {
    const owner = documents.get(document)?.get(client)?.owner
    return owner !== undefined && owner.kind === 'member' && owner.owner !== attendee.owner
  }

  /** A guest may go on with another guest's state: its client hears it elsewhere, such as from another tab. */
  const isForGuest = (attendee: Attendee, document: string, client: number, clock: number): boolean => {
    if (departures.has(document, client, clock)) return false
    const known = documents.get(document)?.get(client)
    if (!known || known.owner === attendee) return true
    return known.owner.kind === 'guest' && clock > known.clock
  }

  const boundsTrouble = (attendee: Attendee, states: readonly AwarenessState[]): string | undefined => {
    const coming = new Set(states.map(({ client }) => client))
    const kept = ownedBy(attendee).filter(({ client }) => !coming.has(client))
    if (kept.length + states.length > mostOfAttendee)
      return `more than ${mostOfAttendee} clients of one device`
    const bytes = [...kept, ...states].reduce((sum, { json }) => sum + json.length, 0)
    if (bytes > mostBytesFactor * core.limits.presenceBytes) return 'too many bytes of presence of one device'
    return undefined
  }

  /** The states that are the attendee's to say; fails when it says something that it may not. */
  const statesOf = (
    attendee: Attendee,
    document: string,
    update: Uint8Array
  ): Result<AwarenessState[], string> => {
    const isGuest = attendee.kind === 'guest'
    const mostBytes = core.limits.presenceBytes * (isGuest ? mostBytesFactor : 1)
    if (update.length > mostBytes) return fail(`more than ${mostBytes} bytes`)
    const parsed = isGuest
      ? parseAwarenessUpdate(update, mostHeard, (...state) => isForGuest(attendee, document, ...state))
      : parseAwarenessUpdate(update)
    if (!parsed.ok || parsed.value.length === 0) return parsed
    const states = parsed.value
    const taken = states.find(({ client }) => !isGuest && isOthers(attendee, document, client))
    const why = taken ? `client ${taken.client} is another device's` : boundsTrouble(attendee, states)
    return why ? fail(why) : ok(states)
  }

  const remove = (document: string, state: Present): void => {
    const present = documents.get(document)
    present?.delete(state.client)
    if (present?.size === 0) documents.delete(document)
    departures.add(document, state.client, state.clock)
  }

  const take = (attendee: Attendee, document: string, state: AwarenessState): void => {
    const known = documents.get(document)?.get(state.client)
    const isGone = state.json === 'null'
    // As y-protocols decides: a higher clock, or a removal at the same one. The removal of nobody leaves no trace.
    if (known ? state.clock < known.clock || (state.clock === known.clock && !isGone) : isGone) {
      if (known && known.owner !== attendee)
        documents.get(document)?.set(state.client, { ...known, owner: attendee })
      return
    }
    const next = { ...state, owner: attendee }
    if (isGone) remove(document, next)
    else {
      const present = documents.get(document) ?? new Map<number, Present>()
      documents.set(document, present.set(state.client, next))
    }
    change(document, next)
  }

  return {
    apply: (attendee, document, update) => {
      const states = statesOf(attendee, document, update)
      if (!states.ok) return fail({ code: 'presence-refused', message: states.error })
      for (const state of states.value) take(attendee, document, state)
      return states
    },
    joined: (attendee) => {
      attendees.add(attendee)
      for (const [document, present] of documents) {
        const others = [...present.values()].filter(({ owner }) => owner.owner !== attendee.owner)
        if (others.length > 0 && attendee.hears(document)) {
          attendee.tell(document, encodeAwarenessUpdate(others))
        }
      }
    },
    left: (attendee) => {
      attendees.delete(attendee)
      for (const [document, present] of documents) {
        for (const state of [...present.values()]) {
          if (state.owner !== attendee) continue
          remove(document, state)
          // At the clock it had: y-protocols takes a removal then, and the device's next state, one higher, wins.
          change(document, { ...state, json: 'null' })
        }
      }
    },
    answer: (attendee, document) => {
      attendee.tell(document, encodeAwarenessUpdate([...(documents.get(document)?.values() ?? [])]))
    },
    close: () => cancelTick?.()
  }
}
