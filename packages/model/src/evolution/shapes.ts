// The shapes that a register's values took, version by version: writing in all of them, reading from the nearest.

import type { Form } from '../candidates/candidate.js'
import { ModelError } from '../errors.js'
import { type Json, toJson } from '../json.js'
import type { Change } from './steps.js'

export interface Shapes {
  /** The schema version of the field's first shape. */
  readonly oldest: number
  /** Rising by version; each leads from the shape before it. */
  readonly changes: readonly { readonly since: number; readonly change: Change }[]
}

/** A value in its present shape and in each that `backward` reaches. Throws ModelError `step-broken`. */
export function toForms({ oldest, changes }: Shapes, value: Json, where: string): readonly Form[] {
  const forms: Form[] = [{ shape: changes.at(-1)?.since ?? oldest, value }]
  let present = value
  for (let at = changes.length - 1; at >= 0; at--) {
    const { change } = changes[at] as Shapes['changes'][number]
    if (!change.backward) break
    present = run(change.backward, present, `${where}: the step back from version ${changes[at]?.since}`)
    forms.unshift({ shape: changes[at - 1]?.since ?? oldest, value: present })
  }
  return forms
}

export type Read =
  | { readonly kind: 'value'; readonly value: Json }
  /** The write took the value away. */
  | { readonly kind: 'none' }
  /** Written in shapes that this version does not know. */
  | { readonly kind: 'newer' }

/** A write's value in the present shape. Throws ModelError `step-broken`. */
export function readForms({ oldest, changes }: Shapes, forms: readonly Form[], where: string): Read {
  if (forms.length === 0) return { kind: 'none' }
  const present = changes.at(-1)?.since ?? oldest
  const nearest = forms.filter(({ shape }) => shape <= present).at(-1)
  if (!nearest) return { kind: 'newer' }
  let value = nearest.value
  for (const { since, change } of changes) {
    if (since > nearest.shape) value = run(change.forward, value, `${where}: the step to version ${since}`)
  }
  return { kind: 'value', value }
}

function run(step: (value: Json) => unknown, value: Json, what: string): Json {
  try {
    return toJson(step(value), what)
  } catch (cause) {
    if (cause instanceof ModelError) throw cause
    throw new ModelError('step-broken', `${what} failed: ${(cause as Error)?.message ?? cause}`, { cause })
  }
}
