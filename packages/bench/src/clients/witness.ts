// One of the people present who keeps all that it is told of the others, to be read after the clock has stopped.

import { clientOf, stateOf } from '../documents/person-states.js'
import type { Dialect } from '../servers/server.js'
import { openPerson, type Person, type PersonOptions, statesIn } from './person.js'
import { NotWhatWasSent } from './readers.js'

export interface Witness extends Person {
  /** Reads what has come since the last time. Throws NotWhatWasSent on what nobody said. */
  read(): void
  /** When it came to know the state of this turn of all the others, wall ms; undefined until then. */
  knewAllAt(turn: number): number | undefined
  /**
   * Of each other person, from when it said its state of a turn until this one had been told that or a later one, ms.
   * `at[person][turn - 1]` is when it was said.
   */
  times(at: readonly (readonly number[])[], fromTurn: number, toTurn: number): number[]
}

/** `self` is its number among all. */
export async function openWitness(options: PersonOptions, self: number, all: number): Promise<Witness> {
  const { dialect } = options
  let kept: { readonly message: Buffer; readonly at: number }[] = []
  const person = await openPerson({
    ...options,
    onMessage: (message) => void kept.push({ message, at: performance.timeOrigin + performance.now() })
  })
  const personOf = new Map(Array.from({ length: all }, (_, index) => [clientOf(index), index]))
  /** By person: the turns it was told of that were news, and when. */
  const news = Array.from({ length: all }, () => [] as { readonly turn: number; readonly at: number }[])

  const take = (dialect: Dialect, message: Buffer, at: number): void => {
    for (const { client, clock, json } of statesIn(dialect, message)) {
      const from = personOf.get(client)
      if (from === undefined) throw new NotWhatWasSent(`a state of ${client}, who is nobody`)
      if (json !== stateOf(from, clock).json) throw new NotWhatWasSent(`person ${from} did not say ${json}`)
      const known = news[from]
      if (clock > (known?.at(-1)?.turn ?? 0)) known?.push({ turn: clock, at })
    }
  }

  return {
    ...person,
    read: () => {
      const messages = kept
      kept = []
      for (const { message, at } of messages) take(dialect, message, at)
    },
    knewAllAt: (turn) => {
      const last = news.filter((_, index) => index !== self).map((known) => known.at(-1))
      if (last.some((one) => one?.turn !== turn)) return undefined
      return last.reduce((latest, one) => Math.max(latest, one?.at ?? 0), 0)
    },
    times: (at, fromTurn, toTurn) =>
      news.flatMap((known, index) => {
        if (index === self) return []
        const times: number[] = []
        let place = 0
        for (let turn = fromTurn; turn <= toTurn; turn++) {
          while ((known[place]?.turn ?? turn) < turn) place++
          times.push((known[place]?.at ?? Number.NaN) - (at[index]?.[turn - 1] ?? Number.NaN))
        }
        return times
      })
  }
}
