// Tells everyone of a space what changed, in rounds: gathered first, then sent to a few at a time (SPEC R1, R3).

import type { Clock } from '@weft/base'
import type { Attendee } from './attendee.js'
import { type Change, createTelling, type Telling } from './telling.js'

/** What comes within this is told together. With many to tell it is longer, so that writing to sockets costs the same. */
export const leastGatherMs = 40
const mostGatherMs = 200
const toldPerMs = 5
/** So many are told in one turn of the loop: entries and receipts come between. */
const toldInTurn = 64
const betweenTurnsMs = 1
/** How soon those that were not ready are looked at again when nothing else is to be told. */
const lookAgainMs = 500

export interface PresenceRounds {
  /** Is told of changes from now on. */
  enter(attendee: Attendee): void
  leave(attendee: Attendee): void
  /** Of one client in one round, the last alone is told. */
  changed(document: string, change: Change): void
  close(): void
}

/** What changed after a change, by document, as it is now. */
export type ChangesSince = (change: number) => ReadonlyMap<string, readonly Change[]>

interface Listener {
  readonly attendee: Attendee
  /** It knows all changes up to this one. */
  told: number
}

interface Round {
  /** Told are the changes after the first up to the second. */
  readonly after: number
  readonly upTo: number
  readonly tellings: Tellings
  /** For those that missed rounds, by what they know. */
  readonly late: Map<number, Tellings>
  readonly listeners: readonly Listener[]
  next: number
  told: number
  /** Somebody was not ready. */
  hasLate: boolean
}

type Tellings = ReadonlyMap<string, Telling>

export function createPresenceRounds(clock: Clock, since: ChangesSince): PresenceRounds {
  const listeners = new Map<Attendee, Listener>()
  let changes = new Map<string, Map<number, Change>>()
  let newest = 0
  /** The last change that a round has told. */
  let told = 0
  let toldInRound = 0
  let round: Round | undefined
  let isOver = false
  let timer: { readonly isLook: boolean; readonly cancel: () => void } | undefined

  const schedule = (isLook: boolean): void => {
    timer?.cancel()
    const gatherMs = Math.min(mostGatherMs, Math.max(leastGatherMs, Math.round(toldInRound / toldPerMs)))
    timer = { isLook, cancel: clock.after(isLook ? lookAgainMs : gatherMs, begin) }
  }

  const begin = (): void => {
    const gathered = [...changes].map(
      ([document, ofDocument]) => [document, [...ofDocument.values()]] as const
    )
    changes = new Map()
    round = {
      ...{ after: told, upTo: newest, tellings: toTellings(gathered), late: new Map() },
      ...{ listeners: [...listeners.values()], next: 0, told: 0, hasLate: false }
    }
    told = newest
    goOn(round)
  }

  const goOn = (current: Round): void => {
    const end = current.told + toldInTurn
    while (current.next < current.listeners.length && current.told < end) {
      const listener = current.listeners[current.next++]
      if (listener && listeners.has(listener.attendee)) tell(listener, current)
    }
    if (current.next < current.listeners.length) {
      timer = { isLook: false, cancel: clock.after(betweenTurnsMs, () => goOn(current)) }
    } else finish(current)
  }

  const finish = (current: Round): void => {
    round = undefined
    timer = undefined
    toldInRound = current.told
    if (changes.size > 0) schedule(false)
    else if (current.hasLate) schedule(true)
  }

  const tell = (listener: Listener, current: Round): void => {
    if (listener.told >= current.upTo) return
    const { attendee } = listener
    const isLate = listener.told < current.after
    // Who came while the round before was sent is told a little again.
    const heard = heardBy(attendee, isLate ? lateTellings(listener.told, current) : current.tellings)
    if (heard.length > 0 && !attendee.ready()) {
      current.hasLate = true
      return
    }
    for (const telling of heard) telling.tell(attendee)
    if (heard.length > 0) current.told++
    listener.told = current.upTo
  }

  const lateTellings = (known: number, { late }: Round): Tellings => {
    const tellings = late.get(known) ?? toTellings(since(known))
    late.set(known, tellings)
    return tellings
  }

  return {
    enter: (attendee) => listeners.set(attendee, { attendee, told: newest }),
    leave: (attendee) => listeners.delete(attendee),
    changed: (document, change) => {
      newest = change.change
      const ofDocument = changes.get(document) ?? new Map<number, Change>()
      changes.set(document, ofDocument.set(change.client, change))
      if (!isOver && !round && (!timer || timer.isLook)) schedule(false)
    },
    close: () => {
      isOver = true
      timer?.cancel()
    }
  }
}

const toTellings = (changes: Iterable<readonly [string, readonly Change[]]>): Tellings =>
  new Map([...changes].map(([document, ofDocument]) => [document, createTelling(document, ofDocument)]))

function heardBy({ document }: Attendee, tellings: Tellings): Telling[] {
  if (document === undefined) return [...tellings.values()]
  const telling = tellings.get(document)
  return telling ? [telling] : []
}
