// A set in an app's hands: each value that was put in is a path of its own, which stands while any putting-in does.

import { type Binding, removeCandidates, writeCandidate } from '../binding.js'
import type { CandidateTable } from '../candidates/candidate-table.js'
import { canonicalJson, isJson, type Json } from '../json.js'
import { type Checked, checkJson, toStored, type Validator } from '../validate.js'

export interface SetHandle<T> {
  /** In an order of its own, the same on every device. */
  values(): readonly T[]
  has(value: T): boolean
  /** Also when it is there: then it stays, should another device take it away at the same time. Throws ModelError. */
  add(value: T): void
  /** Takes away what is known here. */
  delete(value: T): void
}

export interface SetPlace<T> {
  readonly path: readonly string[]
  readonly validator: Validator<T>
  readonly where: string
}

export function setHandle<T>(binding: Binding, place: SetPlace<T>): SetHandle<T> {
  const pathOf = (value: T): readonly string[] => memberPath(place, value)
  return {
    values: () => readSet(binding.table, place),
    has: (value) => binding.table.live(pathOf(value)).length > 0,
    add: (value) => binding.edit(() => writeCandidate(binding, pathOf(value), [{ shape: 1, value: null }])),
    delete: (value) => binding.edit(() => removeCandidates(binding, pathOf(value)))
  }
}

/** Throws ModelError for a value that is none of the set's. */
export const memberPath = <T>({ path, validator, where }: SetPlace<T>, value: T): readonly string[] => [
  ...path,
  canonicalJson(toStored(validator, value, where))
]

export const readSet = <T>(table: CandidateTable, { path, validator }: SetPlace<T>): readonly T[] =>
  [...table.children(path)].sort().flatMap((segment) => {
    const member = readMember(validator, segment)
    return member.ok ? [member.value] : []
  })

export function readMember<T>(validator: Validator<T>, segment: string): Checked<T> {
  let value: Json
  try {
    value = JSON.parse(segment) as Json
  } catch {
    return { ok: false, problem: 'a member that is no JSON' }
  }
  // Written in another way, one value would be there twice.
  if (isJson(value) && canonicalJson(value) !== segment) {
    return { ok: false, problem: 'a member that is not written as members are' }
  }
  return checkJson(validator, value)
}
