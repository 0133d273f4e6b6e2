// What everybody did to typed fields, for the oracles at the end.

import type { TypedDeed } from '../devices/typed-edit.js'

export interface TypedLedger {
  did(space: string, document: string, deed: TypedDeed): void
  of(space: string, document: string): readonly TypedDeed[]
}

export function createTypedLedger(): TypedLedger {
  const deeds = new Map<string, TypedDeed[]>()
  const key = (space: string, document: string): string => `${space} ${document}`
  return {
    of: (space, document) => deeds.get(key(space, document)) ?? [],
    did: (space, document, deed) => {
      const known = deeds.get(key(space, document)) ?? []
      deeds.set(key(space, document), [...known, deed])
    }
  }
}
