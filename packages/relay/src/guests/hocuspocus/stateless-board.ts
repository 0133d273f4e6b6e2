// Stateless messages: what one provider says to the others that have its document open now. Never stored (SPEC F14).

import { bufferBound } from '../../socket/outlet.js'
import type { Guest } from '../guest.js'
import { keyOf } from '../held-documents.js'
import { encodeStateless } from './messages.js'

export interface StatelessBoard {
  enter(guest: Guest): void
  leave(guest: Guest): void
  /** Those who read too slowly miss it. */
  say(from: Guest, payload: string): void
}

export function createStatelessBoard(): StatelessBoard {
  const guests = new Map<string, Set<Guest>>()
  const placeOf = ({ space, document }: Guest): string => keyOf(space, document)
  return {
    enter: (guest) => {
      const key = placeOf(guest)
      guests.set(key, (guests.get(key) ?? new Set()).add(guest))
    },
    leave: (guest) => {
      const key = placeOf(guest)
      const ofDocument = guests.get(key)
      ofDocument?.delete(guest)
      if (ofDocument?.size === 0) guests.delete(key)
    },
    say: (from, payload) => {
      const bytesByName = new Map<string, Uint8Array>()
      for (const guest of guests.get(placeOf(from)) ?? []) {
        const { connection, dialect } = guest
        if (guest === from || !guest.open || connection.bufferedAmount() > bufferBound) continue
        const bytes = bytesByName.get(dialect.address) ?? encodeStateless(dialect.address, payload)
        bytesByName.set(dialect.address, bytes)
        connection.send(bytes)
      }
    }
  }
}
