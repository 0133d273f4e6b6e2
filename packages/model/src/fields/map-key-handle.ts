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
    const itemBefore = itemOf(map, key)
    if (sameJson(before as Json | undefined, after)) return
    if (after === undefined) map.delete(key)
    else map.set(key, after)
    const itemAfter = itemOf(map, key)
    binding.remember({ kind: 'map-key', map: name, key, before, after, itemBefore, itemAfter })
  }
  return {
    get: () => readMapKey(root(), key, validator),
    set: (value) => binding.edit(() => put(toStored(validator, value, `${name}.${key}`))),
    delete: () => binding.edit(() => put(undefined))
  }
}

/** Names what stands under a key, so that the same value of somebody else is told apart. */
export function itemOf(map: Y.Map<unknown>, key: string): string {
  const item = map._map.get(key)
  return item && !item.deleted ? `${item.id.client}:${item.id.clock}` : ''
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
