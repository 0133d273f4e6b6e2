// Runs a rule, and in development in other orders too: devices have to come to one value.

import { ModelError } from '../errors.js'
import { type Json, sameJson } from '../json.js'
import type { Side } from '../strategies.js'

type Decide<T> = (sides: readonly Side<T>[]) => T | undefined

/** Of few sides every order is tried, of many their rotations, forwards and backwards. */
const fewSides = 4

/** Throws ModelError `rule-broken`. */
export function decideByRule<T>(decide: Decide<T>, sides: readonly Side<T>[], where: string): T | undefined {
  const value = run(decide, sides, where)
  if (isDevelopment()) {
    for (const other of otherOrders(sides)) {
      if (sameJson(run(decide, other, where) as Json, value as Json)) continue
      throw new ModelError(
        'rule-broken',
        `${where}: the rule gives another value when its sides come in another order`
      )
    }
  }
  return value
}

function run<T>(decide: Decide<T>, sides: readonly Side<T>[], where: string): T | undefined {
  try {
    return decide(sides.map((side) => Object.freeze({ ...side })))
  } catch (cause) {
    throw new ModelError('rule-broken', `${where}: the rule failed: ${(cause as Error)?.message ?? cause}`, {
      cause
    })
  }
}

declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** Written so that bundlers put the value in its place; a browser that runs the source as it is has no `process`. */
function isDevelopment(): boolean {
  try {
    return process.env.NODE_ENV !== 'production'
  } catch {
    return true
  }
}

function* otherOrders<T>(sides: readonly T[]): Generator<readonly T[]> {
  if (sides.length <= fewSides) return yield* permutations(sides)
  for (let at = 0; at < sides.length; at++) {
    const turned = [...sides.slice(at), ...sides.slice(0, at)]
    yield turned
    yield turned.reverse()
  }
}

function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield []
  for (const [at, item] of items.entries()) {
    for (const rest of permutations(items.filter((_, other) => other !== at))) yield [item, ...rest]
  }
}
