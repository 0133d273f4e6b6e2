// Who else has a document open, and what they say of themselves (a name, a colour, a caret).

import type { Signal } from '@weft/base'
import type { OpenDocument } from '@weft/client'
import { useMemo } from 'react'
import { type Given, openOf } from './opened.js'
import { type Equal, useMaybeSignal } from './use-signal.js'

export interface Presence {
  /** The Yjs client id of that load of the document: one person may have several. */
  readonly clientId: number
  readonly state: Readonly<Record<string, unknown>>
}

const nobody: readonly Presence[] = []

/** Everyone but this load of the document. With `select`, a caret that moves need not render what shows names. */
export function usePresence(document: Given<OpenDocument> | null): readonly Presence[]
export function usePresence<R>(
  document: Given<OpenDocument> | null,
  select: (others: readonly Presence[]) => R,
  equal?: Equal<R>
): R
export function usePresence<R>(
  document: Given<OpenDocument> | null,
  select?: (others: readonly Presence[]) => R,
  equal?: Equal<R>
): readonly Presence[] | R {
  const open = openOf(document)
  const signal = useMemo(() => (open ? presenceOf(open) : null), [open])
  const shown = useMaybeSignal(signal, select, equal)
  return shown ?? (select ? select(nobody) : nobody)
}

/** A signal over an awareness: its value is made anew only when another client changed. */
function presenceOf({ awareness }: OpenDocument): Signal<readonly Presence[]> {
  const read = (): readonly Presence[] =>
    [...awareness.getStates()].flatMap(([clientId, state]) =>
      clientId === awareness.clientID ? [] : [{ clientId, state }]
    )
  let current = read()
  const isSame = (next: readonly Presence[]): boolean =>
    next.length === current.length &&
    next.every(
      ({ clientId, state }, at) => clientId === current[at]?.clientId && state === current[at]?.state
    )
  const get = (): readonly Presence[] => {
    const next = read()
    if (!isSame(next)) current = next
    return current
  }
  return {
    get,
    subscribe: (listener) => {
      const changed = (): void => {
        const before = current
        if (get() !== before) listener(current)
      }
      awareness.on('change', changed)
      return () => awareness.off('change', changed)
    }
  }
}
