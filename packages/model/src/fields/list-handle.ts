// A list in an app's hands: a Y.Array of JSON values.

import type * as Y from 'yjs'
import { type Binding, writable } from '../binding.js'
import { ModelError } from '../errors.js'
import { checkJson, toStored, type Validator } from '../validate.js'

export interface ListHandle<T> {
  values(): readonly T[]
  /** Before the value at `index`. Throws ModelError, and puts nothing in then. */
  insert(index: number, ...values: readonly T[]): void
  /** At the end. */
  push(...values: readonly T[]): void
  delete(index: number, count?: number): void
}

export function listHandle<T>(
  binding: Binding,
  root: () => Y.Array<unknown>,
  validator: Validator<T>,
  where: string
): ListHandle<T> {
  const insert = (index: number, values: readonly T[]): void => {
    const array = writable(binding, root(), where)
    const stored = values.map((value, at) => toStored(validator, value, `${where}[${index + at}]`))
    if (!(Number.isInteger(index) && index >= 0 && index <= array.length)) throw outside(where, index)
    if (stored.length > 0) array.insert(index, stored)
  }
  return {
    values: () => readList(root(), validator),
    insert: (index, ...values) => binding.edit(() => insert(index, values)),
    push: (...values) => binding.edit(() => insert(root().length, values)),
    delete: (index, count = 1) =>
      binding.edit(() => {
        const isThere = Number.isInteger(index) && Number.isInteger(count) && index >= 0 && count >= 0
        if (!isThere || index + count > root().length) throw outside(where, index)
        writable(binding, root(), where).delete(index, count)
      })
  }
}

export const readList = <T>(array: Y.Array<unknown>, validator: Validator<T>): readonly T[] =>
  array.toArray().flatMap((value) => {
    const checked = checkJson(validator, value)
    return checked.ok ? [checked.value] : []
  })

const outside = (where: string, index: number): ModelError =>
  new ModelError('not-there', `${where} has nothing at ${index}`)
