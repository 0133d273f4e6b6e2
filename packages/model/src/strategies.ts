// What becomes of values that were written with nobody having seen the other's.

import { type Author, type Candidate, compareTexts } from './candidates/candidate.js'

/** One of the values that stand side by side, as a rule and a person see it. */
export interface Side<T> extends Author {
  /** Names the write. */
  readonly id: string
  /** Undefined for a write that took the value away. */
  readonly value: T | undefined
  /** Hybrid logical time, ms: close to the wall time of the write. */
  readonly at: number
}

export type Strategy<T> =
  /** The latest by hybrid logical time. */
  | { readonly kind: 'latest' }
  /** A pure function of all sides, the earliest first; of these alone, and of nothing else. */
  | { readonly kind: 'rule'; readonly decide: (sides: readonly Side<T>[]) => T | undefined }
  /** All stay, on every device, until a person picks or writes one. Meanwhile the latest is shown. */
  | { readonly kind: 'manual' }

export const latest = (): { readonly kind: 'latest' } => ({ kind: 'latest' })

export const manual = (): { readonly kind: 'manual' } => ({ kind: 'manual' })

/**
 * `decide` gets two sides or more, the earliest first, and gives one value. It has to be pure, and its result must not
 * hang on the order: in development (NODE_ENV is not `production`) it is run in other orders too, and a difference throws
 * ModelError `rule-broken`.
 */
export const rule = <T>(
  decide: (sides: readonly Side<T>[]) => T | undefined
): { readonly kind: 'rule'; readonly decide: (sides: readonly Side<T>[]) => T | undefined } => ({
  kind: 'rule',
  decide
})

export function toSide<T>(candidate: Candidate, value: T | undefined): Side<T> {
  const { id, device, from, role, time } = candidate
  return {
    ...{ id, value, device, at: time },
    ...(from === undefined ? {} : { from }),
    ...(role === undefined ? {} : { role })
  }
}

/** The latest of some sides, in whatever order they come: for rules. Undefined of none. */
export const latestOf = <T>(sides: readonly Side<T>[]): Side<T> | undefined =>
  [...sides]
    .sort((a, b) => a.at - b.at || compareTexts(a.device, b.device) || compareTexts(a.id, b.id))
    .at(-1)
