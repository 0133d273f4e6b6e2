// A register in an app's hands: one value, and the writes that stand side by side.

import { type Binding, writeCandidate } from '../binding.js'
import type { Candidate } from '../candidates/candidate.js'
import { ModelError } from '../errors.js'
import { toForms } from '../evolution/shapes.js'
import { type Json, sameJson } from '../json.js'
import type { Side } from '../strategies.js'
import { toStored } from '../validate.js'
import {
  decideRegister,
  defaultOf,
  type Register,
  type RegisterReading,
  readRegister
} from './read-register.js'

export interface RegisterHandle<T, D extends T | undefined = undefined> {
  /** The default where nothing was written or the value was taken away. Throws ModelError `rule-broken`. */
  get(): T | D
  /**
   * Replaces every write that is known here, so it ends a conflict. With `seen`, the sides that a person had before them
   * when they began to write, it replaces those alone: what came meanwhile stays beside it. Throws ModelError.
   */
  set(value: T, seen?: readonly Seen[]): void
  /** Takes the value away; a write like any other. */
  clear(seen?: readonly Seen[]): void
  /** Every write that nobody replaced, the earliest first: more than one when they did not see each other. */
  sides(): readonly Side<T>[]
}

/** One of `sides`. */
type Seen = Pick<Side<unknown>, 'id'>

export interface RegisterPlace<T> extends Register<T> {
  readonly path: readonly string[]
}

export function registerHandle<T>(
  binding: Binding,
  place: RegisterPlace<T>
): RegisterHandle<T, T | undefined> {
  const read = registerReader(binding, place)
  return {
    get: () => {
      const value = decideRegister(place, read())
      return value === undefined ? defaultOf(place.field) : value
    },
    sides: () => read().sides,
    set: (value, seen) => binding.edit(() => setRegister(binding, place, read(), value, seen)),
    clear: (seen) =>
      binding.edit(() => {
        if (!read().sides.some((side) => side.value !== undefined)) return
        writeCandidate(binding, place.path, [], liveOf(binding, place, seen))
      })
  }
}

/** Reads anew only when the candidates are others. */
export function registerReader<T>(
  { table }: Pick<Binding, 'table'>,
  place: RegisterPlace<T>
): () => RegisterReading<T> {
  let of: unknown
  let reading: RegisterReading<T> | undefined
  return () => {
    const live = table.live(place.path)
    if (!reading || of !== live) {
      reading = readRegister(place, live)
      of = live
    }
    return reading
  }
}

function setRegister<T>(
  binding: Binding,
  place: RegisterPlace<T>,
  { sides, isConflict }: RegisterReading<T>,
  value: T,
  seen: readonly Seen[] | undefined
): void {
  const stored = toStored(place.field.validator, value, place.where)
  // The same again is no edit, unless it settles something.
  if (sides.length > 0 && !isConflict && sameJson(stored, sides.at(-1)?.value as Json | undefined)) return
  const forms = toForms(place.shapes, stored, place.where)
  writeCandidate(binding, place.path, forms, liveOf(binding, place, seen))
}

/** What is still there of what was seen; undefined where nobody said what they saw. */
function liveOf<T>(
  { table, idNow }: Binding,
  { path }: RegisterPlace<T>,
  seen: readonly Seen[] | undefined
): readonly Candidate[] | undefined {
  return seen && table.live(path).filter((live) => seen.some(({ id }) => idNow(id) === live.id))
}

/** Ends a conflict between the named writes; what came meanwhile stays beside the new one. Throws ModelError. */
export function settleRegister<T>(
  binding: Binding,
  place: RegisterPlace<T>,
  seen: ReadonlySet<string>,
  choice: { readonly side: string; readonly value: T | undefined } | { readonly value: T | undefined }
): void {
  const seenNow = new Set([...seen].map(binding.idNow))
  const live = binding.table.live(place.path).filter(({ id }) => seenNow.has(id))
  if (live.length === 0)
    throw new ModelError('not-there', `${place.where}: the conflict was settled meanwhile`)
  const { value } = choice
  // The write that is chosen may be of a newer version, and have more in it than this one reads.
  const chosen = 'side' in choice ? live.find(({ id }) => id === binding.idNow(choice.side)) : undefined
  const forms = chosen
    ? chosen.forms
    : value === undefined
      ? []
      : toForms(place.shapes, toStored(place.field.validator, value, place.where), place.where)
  writeCandidate(binding, place.path, forms, live)
}
