// Places in an order: strings between which there is always room for another one.

import { type Random, randomId } from '@weft/base'
import { generateKeyBetween } from 'fractional-indexing'
import type { Placed } from '../candidates/order-index.js'
import { ModelError } from '../errors.js'

const mostTries = 8

/** An index beyond the last means the end. Throws ModelError `not-there`. */
export function assertIndex(index: number, where: string): void {
  if (index >= 0 && (Number.isInteger(index) || index === Number.POSITIVE_INFINITY)) return
  throw new ModelError('not-there', `${where} has no place ${index}`)
}

/**
 * A place before the `index`th of those that are there, or after the last. Letters are drawn, so that two devices that
 * put something into one gap hardly ever choose one place; if they do, nothing fits between those two any more, and
 * what is put there comes after both.
 */
export function placeAt(placed: readonly Placed[], index: number, random: Random): string {
  const at = Math.max(0, Math.min(index, placed.length))
  const before = placed[at - 1]?.place ?? null
  const after = placed.slice(at).find(({ place }) => before === null || place > before)?.place ?? null
  let between = keyBetween(before, after)
  for (let tries = 0; tries < mostTries; tries++) {
    const drawn = between + randomId(random, 3).replace(/[^A-Za-z1-9]/g, 'V')
    if (after === null || drawn < after) return drawn
    // Where the place after begins as this one does, there is room for letters a little further before it.
    between = keyBetween(between, after)
  }
  return between
}

/** A place that other software wrote may be none: it bounds nothing then. */
function keyBetween(before: string | null, after: string | null): string {
  for (const [a, b] of [
    [before, after],
    [before, null],
    [null, after]
  ] as const) {
    try {
      return generateKeyBetween(a, b)
    } catch {}
  }
  return generateKeyBetween(null, null)
}
