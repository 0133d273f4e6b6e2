// Values that a document can hold: JSON, bounded in depth, compared and written in one canonical way.

import { ModelError } from './errors.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Less than what the guard lets through, since a value stands inside of a candidate. */
const mostDepth = 48

/**
 * A copy of the value, without members that are undefined. Throws ModelError `value-not-json` for what would not come
 * back as it went in, and `value-too-deep`.
 */
export function toJson(value: unknown, where: string): Json {
  const copy = withoutUndefined(value, 0)
  const problem = problemOf(copy, 0)
  if (problem === 'too-deep')
    throw new ModelError('value-too-deep', `${where}: deeper than ${mostDepth} levels`)
  if (problem !== null) throw new ModelError('value-not-json', `${where}: ${problem} is not JSON`)
  return copy as Json
}

function withoutUndefined(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > mostDepth) return value
  if (Array.isArray(value)) return value.map((item) => withoutUndefined(item, depth + 1))
  if (!isPlain(value)) return value
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([key, member]) => [key, withoutUndefined(member, depth + 1)]))
}

/** `around`: how many levels of its own the value stands in. */
export const isJson = (value: unknown, around = 0): value is Json => problemOf(value, -around) === null

function problemOf(value: unknown, depth: number): string | null {
  if (depth > mostDepth) return 'too-deep'
  switch (typeof value) {
    case 'boolean':
      return null
    case 'string':
      // Half a surrogate pair has no UTF-8: it would come back as another string.
      return isWellFormed(value) ? null : 'a string with half a character'
    case 'number':
      return Number.isFinite(value) ? null : String(value)
    case 'object':
      if (value === null) return null
      if (Array.isArray(value)) return firstProblem(value, depth)
      return isPlain(value) ? firstProblem(Object.entries(value).flat(), depth) : 'an object of a class'
    default:
      return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`
  }
}

function firstProblem(values: readonly unknown[], depth: number): string | null {
  for (const value of values) {
    const problem = problemOf(value, depth + 1)
    if (problem !== null) return problem
  }
  return null
}

/** A key `__proto__` that came over the wire gives an object another prototype: that is no plain object either. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && !Object.hasOwn(value, '__proto__')
}

export const isWellFormed = (text: string): boolean =>
  !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text)

/** Equal values have equal text: keys are sorted. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const object = value as { readonly [key: string]: Json }
    const members = Object.keys(object)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key] as Json)}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value)
}

export const sameJson = (a: Json | undefined, b: Json | undefined): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b)
