// Presence in one space: who says what, and who may say it. Each update is read once on the way in (SPEC R1, R2, F8).

import { fail, ok, type Result } from '@weft/base'
import type { WeftError } from '@weft/protocol'
import type { Core } from '../core/core.js'
import type { Attendee } from './attendee.js'
import { type AwarenessState, encodeEntry, parseAwarenessUpdate } from './awareness-update.js'
import { createDepartures } from './departures.js'
import { createPresenceRounds } from './presence-rounds.js'
import { createPresentStates } from './present-states.js'
import { type Change, toUpdates } from './telling.js'

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

export function createPresenceBoard(core: Core): PresenceBoard {
  const states = createPresentStates()
  const departures = createDepartures(core.clock)
  const rounds = createPresenceRounds(core.clock, (change) => changesSince(change))
  let changes = 0

  const changesSince = (change: number): ReadonlyMap<string, Change[]> => {
    const since = new Map<string, Change[]>()
    for (const [document, present] of states.byDocument()) {
      const changed = [...present].filter((state) => state.change > change)
      if (changed.length > 0) since.set(document, changed)
    }
    for (const departure of departures.since(change)) {
      const { document, client } = departure
      // It has come back since.
      if (states.get(document, client)) continue
      since.set(document, [...(since.get(document) ?? []), departure])
    }
    return since
  }

  /** A guest holds what it said first only until the device whose it is speaks. */
  const isOthers = (attendee: Attendee, document: string, client: number): boolean => {
    const owner = states.get(document, client)?.owner
    return owner !== undefined && owner.kind === 'member' && owner.owner !== attendee.owner
  }

  /** A guest may go on with another guest's state: its client hears it elsewhere, such as from another tab. */
  const isForGuest = (attendee: Attendee, document: string, client: number, clock: number): boolean => {
    const known = states.get(document, client)
    // Most of what it repeats is known: that is found out first.
    if (known && known.owner !== attendee && (known.owner.kind !== 'guest' || clock <= known.clock))
      return false
    return !departures.has(document, client, clock)
  }

  const boundsTrouble = (attendee: Attendee, coming: readonly AwarenessState[]): string | undefined => {
    const clients = new Set(coming.map(({ client }) => client))
    const kept = states.saidBy(attendee).filter(([, { client }]) => !clients.has(client))
    if (kept.length + coming.length > mostOfAttendee)
      return `more than ${mostOfAttendee} clients of one device`
    const bytes =
      kept.reduce((sum, [, { entry }]) => sum + entry.length, 0) +
      coming.reduce((sum, { json }) => sum + json.length, 0)
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
    const taken = parsed.value.find(({ client }) => !isGuest && isOthers(attendee, document, client))
    const why = taken ? `client ${taken.client} is another device's` : boundsTrouble(attendee, parsed.value)
    return why ? fail(why) : parsed
  }

  const remove = (document: string, { client, clock }: AwarenessState | Change, owner: Attendee): void => {
    states.delete(document, client)
    // At the clock it had: y-protocols takes a removal then, and the device's next state, one higher, wins.
    const entry = encodeEntry({ client, clock, json: 'null' })
    const change = { client, clock, entry, owner, change: ++changes }
    departures.add({ ...change, document })
    rounds.changed(document, change)
  }

  const take = (attendee: Attendee, document: string, state: AwarenessState): void => {
    const { client, clock, json } = state
    const known = states.get(document, client)
    const isGone = json === 'null'
    // As y-protocols decides: a higher clock, or a removal at the same one. The removal of nobody leaves no trace.
    if (known ? clock < known.clock || (clock === known.clock && !isGone) : isGone) {
      if (known && known.owner !== attendee) states.set(document, { ...known, owner: attendee })
    } else if (isGone) remove(document, state, attendee)
    else {
      const entry = encodeEntry(state)
      const present = { client, clock, entry, owner: attendee, change: ++changes }
      states.set(document, present)
      rounds.changed(document, present)
    }
  }

  return {
    apply: (attendee, document, update) => {
      const said = statesOf(attendee, document, update)
      if (!said.ok) return fail({ code: 'presence-refused', message: said.error })
      for (const state of said.value) take(attendee, document, state)
      return ok(said.value)
    },
    joined: (attendee) => {
      rounds.enter(attendee)
      for (const [document, present] of states.byDocument()) {
        if (attendee.document !== undefined && attendee.document !== document) continue
        const others = [...present].filter(({ owner }) => owner.owner !== attendee.owner)
        for (const update of toUpdates(others)) attendee.tell(document, update)
      }
    },
    left: (attendee) => {
      rounds.leave(attendee)
      for (const [document, state] of states.saidBy(attendee)) remove(document, state, attendee)
    },
    answer: (attendee, document) => {
      const present = [...states.of(document)]
      if (present.length === 0) attendee.tell(document, nobody)
      for (const update of toUpdates(present)) attendee.tell(document, update)
    },
    close: rounds.close
  }
}

/** An update without states. */
const nobody = Uint8Array.of(0)
