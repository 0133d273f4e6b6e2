// Validators of the embedder's choice, by the interface that they share (standardschema.dev), version 1.

import type { StandardSchemaV1 } from '@standard-schema/spec'
import { ModelError } from './errors.js'
import { isJson, type Json, sameJson, toJson } from './json.js'

export type Validator<T> = StandardSchemaV1<unknown, T>

/** What a validator makes of a value, as far as JSON can hold it: `never` at each place where it cannot. */
// What is JSON by its type is not taken apart: that would never end for a type of any JSON.
export type JsonOf<T> = T extends Json
  ? T
  : T extends
        | bigint
        | symbol
        | ((...args: never) => unknown)
        | Date
        | Map<unknown, unknown>
        | Set<unknown>
        | ArrayBufferView
    ? never
    : T extends object
      ? { [K in keyof T]: JsonOf<T[K]> | Extract<T[K], undefined> }
      : unknown extends T
        ? never
        : T

/** A validator whose values JSON can hold; for another it is a type that says what is wrong. */
export type JsonValidator<S extends StandardSchemaV1> =
  IsJson<StandardSchemaV1.InferOutput<S>> extends true
    ? S
    : S & { readonly 'a document holds JSON, and this validator gives something else': never }

/** Undefined is no value: a field without one is cleared. Of `any` nothing is known, and it is looked at when written. */
type IsJson<T> = 0 extends 1 & T ? true : undefined extends T ? false : [T] extends [JsonOf<T>] ? true : false

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string }

/** Throws ModelError `validator-async`. */
export function check<T>(validator: Validator<T>, value: unknown): Checked<T> {
  const result = validate(validator, value)
  if (result instanceof Promise) {
    // Nobody waits for it any more: should it fail, that is nobody's concern.
    result.catch(() => undefined)
    throw new ModelError('validator-async', 'a validator of a document has to answer at once')
  }
  if (!result.issues) return { ok: true, value: result.value }
  const problem = result.issues
    .map((issue) => [pathOf(issue), issue.message].filter(Boolean).join(': '))
    .join('; ')
  return { ok: false, problem: problem || 'the validator refuses it' }
}

/** The same for a copy of a value that came in: what is no JSON is shown to no validator. */
export const checkJson = <T>(validator: Validator<T>, value: unknown): Checked<T> =>
  isJson(value) ? check(validator, toJson(value, '')) : { ok: false, problem: 'a value that is no JSON' }

/** What is stored of a value. Throws ModelError `value-invalid`, `value-not-json`, `value-too-deep`. */
export function toStored<T>(validator: Validator<T>, value: unknown, where: string): Json {
  const checked = check(validator, value)
  if (!checked.ok) throw new ModelError('value-invalid', `${where}: ${checked.problem}`)
  const stored = toJson(checked.value, where)
  // What a validator made of it has to pass when it is read, or the document would not fit its schema from then on.
  const again = Object.is(checked.value, value) ? checked : check(validator, stored)
  if (again.ok && sameJson(toJson(again.value, where), stored)) return stored
  throw new ModelError('value-invalid', `${where}: the validator makes something else of what it gave`)
}

/** A validator that throws refuses the value. */
function validate<T>(
  validator: Validator<T>,
  value: unknown
): ReturnType<Validator<T>['~standard']['validate']> {
  try {
    return validator['~standard'].validate(value)
  } catch (error) {
    return { issues: [{ message: `the validator failed: ${(error as Error)?.message ?? error}` }] }
  }
}

const pathOf = (issue: StandardSchemaV1.Issue): string =>
  (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.')
