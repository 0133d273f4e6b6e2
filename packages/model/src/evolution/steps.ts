// What one version of a schema changes over the one before it. Nothing is rewritten in a document: a step says how its
// content is read and written, so devices of several versions share it, and two that upgrade at once do nothing twice.

import type { Json } from '../json.js'

export type Step =
  | { readonly kind: 'add'; readonly name: string }
  | { readonly kind: 'remove'; readonly name: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'move-into'; readonly group: string; readonly names: readonly string[] }
  | Change

export interface Change {
  readonly kind: 'change'
  readonly name: string
  readonly forward: (old: Json) => unknown
  readonly backward: ((present: Json) => unknown) | null
}

/** By the version that they lead to. */
export type Steps = { readonly [version: number]: readonly Step[] }

/** A field that the version before did not have; a field of records is named `records.field`. */
export const add = (name: string): Step => ({ kind: 'add', name })

/** A field that this version has no more. Its content stays for those that have it. */
export const remove = (name: string): Step => ({ kind: 'remove', name })

export const rename = (from: string, to: string): Step => ({ kind: 'rename', from, to })

/** Fields that stand in a group from this version on. */
export const moveInto = (group: string, names: readonly string[]): Step => ({
  kind: 'move-into',
  group,
  names
})

/**
 * A register whose values take another shape. Both functions are pure and give JSON. A write is stored in the shape of
 * every version that `backward` reaches. Without `backward`, older versions cannot read what is written from now on:
 * they turn read-only for the document.
 */
export const change = <Old extends Json, Present extends Json>(
  name: string,
  by: {
    readonly forward: (old: Old) => Present
    readonly backward?: (present: Present) => Old
  }
): Step => ({
  kind: 'change',
  name,
  forward: by.forward as (old: Json) => unknown,
  backward: (by.backward as ((present: Json) => unknown) | undefined) ?? null
})
