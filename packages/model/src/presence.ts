// Presence with types: what others show of themselves is checked before anyone sees it.

import { createSignal, type Signal } from '@weft/base'
import { type Json, sameJson } from './json.js'
import { checkJson, toStored, type Validator } from './validate.js'

/** What is used of an Awareness of y-protocols. */
export interface AwarenessLike {
  readonly clientID: number
  getLocalState(): Record<string, unknown> | null
  setLocalStateField(field: string, value: unknown): void
  getStates(): ReadonlyMap<number, Record<string, unknown>>
  on(event: 'change', listener: () => void): void
  off(event: 'change', listener: () => void): void
}

export type PresenceFields = { readonly [name: string]: Validator<unknown> }

export type PresenceOf<P extends PresenceFields> = {
  readonly [K in keyof P]?: P[K] extends Validator<infer T> ? T : never
}

export interface PresentOther<P extends PresenceFields> {
  readonly clientId: number
  /** What is not as the validators have it is left out. */
  readonly shows: PresenceOf<P>
}

export interface TypedPresence<P extends PresenceFields> {
  readonly own: Signal<PresenceOf<P>>
  /** By client id. Those who show nothing of this are not among them. */
  readonly others: Signal<readonly PresentOther<P>[]>
  /** Shows a value; null takes it back. Other fields stay. Throws ModelError. */
  show<K extends keyof P & string>(field: K, value: NonNullable<PresenceOf<P>[K]> | null): void
  close(): void
}

/** Each field is a validator; what editors keep in the same Awareness stays as it is. */
export function bindPresence<const P extends PresenceFields>(
  awareness: AwarenessLike,
  fields: P
): TypedPresence<P> {
  const readOne = (state: Record<string, unknown> | null): PresenceOf<P> => {
    const shows: Record<string, unknown> = {}
    for (const [name, validator] of Object.entries(fields)) {
      const value = state?.[name]
      if (value === undefined || value === null) continue
      const checked = checkJson(validator, value)
      if (checked.ok) shows[name] = checked.value
    }
    return shows as PresenceOf<P>
  }
  const readOthers = (): readonly PresentOther<P>[] =>
    [...awareness.getStates()]
      .filter(([clientId]) => clientId !== awareness.clientID)
      .map(([clientId, state]) => ({ clientId, shows: readOne(state) }))
      .filter(({ shows }) => Object.keys(shows).length > 0)
      .sort((a, b) => a.clientId - b.clientId)

  const own = createSignal(readOne(awareness.getLocalState()), same)
  const others = createSignal(readOthers(), same)
  const changed = (): void => {
    own.set(readOne(awareness.getLocalState()))
    others.set(readOthers())
  }
  awareness.on('change', changed)
  return {
    own,
    others,
    show: (field, value) => {
      const validator = fields[field] as Validator<unknown>
      awareness.setLocalStateField(field, value === null ? null : toStored(validator, value, field))
    },
    close: () => awareness.off('change', changed)
  }
}

const same = (a: unknown, b: unknown): boolean => sameJson(a as Json, b as Json)
