// Says the states of many, each once a turn of a second, spread over it evenly.

import { stateOf } from '../documents/person-states.js'
import type { Person } from './person.js'

export const turnMs = 1_000
/** How often it is looked who is due. */
const lookMs = 2

export interface Crowd {
  /** The number of the first person, and of all that there are anywhere. */
  readonly first: number
  readonly all: number
  readonly people: readonly Person[]
}

export interface Said {
  /** Wall ms at which each person said its state of each turn, from 1: `at[person - first][turn - 1]`. */
  readonly at: number[][]
  /** Resolves when the last has been said. */
  readonly over: Promise<void>
}

/** `from` is the wall time, ms, of the first turn. Nothing is left out when it is late: then it is said later. */
export function sayInTurn({ first, all, people }: Crowd, from: number, turns: number): Said {
  const at: number[][] = people.map(() => [])
  const now = (): number => performance.timeOrigin + performance.now()
  /** How many states have been said, by everyone in turn. */
  let said = 0
  const dueOf = (index: number): number =>
    from + turnMs * (Math.floor(index / people.length) + (first + (index % people.length)) / all)
  const over = new Promise<void>((resolve) => {
    const look = (): void => {
      for (; said < turns * people.length && dueOf(said) <= now(); said++) {
        const place = said % people.length
        const turn = 1 + Math.floor(said / people.length)
        at[place]?.push(now())
        people[place]?.say(stateOf(first + place, turn))
      }
      if (said === turns * people.length) resolve()
      else setTimeout(look, lookMs)
    }
    look()
  })
  return { at, over }
}
