// A register's value out of the candidates that stand at its path.

import type { Candidate } from '../candidates/candidate.js'
import { ModelError } from '../errors.js'
import { readForms, type Shapes } from '../evolution/shapes.js'
import { canonicalJson, type Json, toJson } from '../json.js'
import { type Side, toSide } from '../strategies.js'
import { check, checkJson } from '../validate.js'
import { decideByRule } from './decide-by-rule.js'
import type { RegisterField } from './field.js'

export interface RegisterReading<T> {
  /** Every write that nobody replaced, the earliest first. */
  readonly sides: readonly Side<T>[]
  /** Whether writes that did not see each other differ. */
  readonly isConflict: boolean
  /** Writes that are no values of this field. */
  readonly problems: readonly string[]
  /** Whether a write is in a shape of a version newer than this one. */
  readonly isNewer: boolean
}

/** Where a register stands, for messages and for its values. */
export interface Register<T> {
  readonly field: RegisterField<T, T | undefined>
  readonly shapes: Shapes
  readonly where: string
}

export function readRegister<T>(register: Register<T>, live: readonly Candidate[]): RegisterReading<T> {
  const sides: Side<T>[] = []
  const problems: string[] = []
  let isNewer = false
  for (const candidate of live) {
    const read = readCandidate(register, candidate)
    if (read.kind === 'newer') isNewer = true
    else if (read.kind === 'problem') problems.push(read.problem)
    else sides.push(toSide(candidate, read.value))
  }
  const isConflict = new Set(sides.map(textOf)).size > 1
  return { sides, isConflict, problems, isNewer }
}

/** Undefined where nothing was written, or the writes took the value away. Throws ModelError `rule-broken`. */
export function decideRegister<T>(
  { field: { strategy, validator }, where }: Register<T>,
  { sides, isConflict }: Pick<RegisterReading<T>, 'sides' | 'isConflict'>
): T | undefined {
  if (!isConflict || strategy.kind !== 'rule') return sides.at(-1)?.value
  const value = decideByRule(strategy.decide, sides, where)
  if (value === undefined) return undefined
  const checked = check(validator, value)
  if (checked.ok) return checked.value
  throw new ModelError(
    'rule-broken',
    `${where}: the rule gives what the field does not hold: ${checked.problem}`
  )
}

/** A copy, so that who changes it changes no other document's. */
export const defaultOf = <T>({ fallback }: RegisterField<T, T | undefined>): T | undefined =>
  typeof fallback === 'object' && fallback !== null ? (toJson(fallback, '') as T) : fallback

function readCandidate<T>(
  { field, shapes, where }: Register<T>,
  { forms }: Candidate
):
  | { readonly kind: 'side'; readonly value: T | undefined }
  | { readonly kind: 'newer' }
  | { readonly kind: 'problem'; readonly problem: string } {
  try {
    const read = readForms(shapes, forms, where)
    if (read.kind === 'newer') return read
    if (read.kind === 'none') return { kind: 'side', value: undefined }
    const checked = checkJson(field.validator, read.value)
    return checked.ok ? { kind: 'side', value: checked.value } : { kind: 'problem', problem: checked.problem }
  } catch (error) {
    if (!(error instanceof ModelError) || error.code === 'validator-async') throw error
    return { kind: 'problem', problem: error.message }
  }
}

const textOf = <T>({ value }: Side<T>): string => (value === undefined ? '' : canonicalJson(value as Json))
