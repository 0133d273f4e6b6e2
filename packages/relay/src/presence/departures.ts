// Who left a short while ago, and at which clock: what others still say of them is no news (SPEC F8).

import type { Clock } from '@weft/base'
import type { Change } from './telling.js'

/** Clients let a state lapse after 30 s, and say so to whoever they are connected to. */
const rememberedMs = 60_000
const mostRemembered = 4_096

export interface Departure extends Change {
  readonly document: string
}

export interface Departures {
  add(departure: Departure): void
  /** Whether the client left the document at that clock or a later one. */
  has(document: string, client: number, clock: number): boolean
  /** Those after that change that are remembered. */
  since(change: number): Departure[]
}

export function createDepartures(time: Clock): Departures {
  const left = new Map<string, Departure & { readonly at: number }>()
  const forget = (now: number): void => {
    for (const [key, { at }] of left) {
      if (left.size <= mostRemembered && now - at < rememberedMs) return
      left.delete(key)
    }
  }
  return {
    add: (departure) => {
      const key = keyOf(departure.document, departure.client)
      const now = time.monotonic()
      left.delete(key)
      left.set(key, { ...departure, at: now })
      forget(now)
    },
    has: (document, client, clock) => {
      const known = left.get(keyOf(document, client))
      return known !== undefined && clock <= known.clock && time.monotonic() - known.at < rememberedMs
    },
    since: (change) => [...left.values()].filter((departure) => departure.change > change)
  }
}

const keyOf = (document: string, client: number): string => `${client} ${document}`
