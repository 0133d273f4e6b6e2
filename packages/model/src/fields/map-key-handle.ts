// A key of a Y.Map in an app's hands, as Yjs itself has it.

import type * as Y from 'yjs'
import type { Binding } from '../binding.js'
import { type Json, sameJson } from '../json.js'
import { checkJson, toStored } from '../validate.js'
import type { MapKeyField } from './field.js'

export interface MapKeyHandle<T> {
  /** Undefined where nothing is, or what is there is no value of the field. */
  get(): T | undefined
  set(value: T): void
  delete(): void
}

export function mapKeyHandle<T>(
  binding: Binding,
  root: () => Y.Map<unknown>,
  { key, map: name, validator }: MapKeyField<T>
): MapKeyHandle<T> {
  const put = (after: Json | undefined): void => {
    const map = root()
    const before = map.get(key)
    if (sameJson(before as Json | undefined, after)) return
    if (after === undefined) map.delete(key)
    else map.set(key, after)
    binding.remember({ kind: 'map-key', map: name, key, before, after })
  }
  return {
    get: () => readMapKey(root(), key, validator),
    set: (value) => binding.edit(() => put(toStored(validator, value, `${name}.${key}`))),
    delete: () => binding.edit(() => put(undefined))
  }
}

export function readMapKey<T>(
  map: Y.Map<unknown>,
  key: string,
  validator: MapKeyField<T>['validator']
): T | undefined {
  if (!map.has(key)) return undefined
  const checked = checkJson(validator, map.get(key))
  return checked.ok ? checked.value : undefined
}
