// A counter in an app's hands: each load of the document keeps a sum of its own, and the value is the sum of all.

import type { Binding } from '../binding.js'
import { type Candidate, writerOfKey } from '../candidates/candidate.js'
import { ModelError } from '../errors.js'

export interface CounterHandle {
  get(): number
  /** A whole number, negative to count down. Throws ModelError `value-invalid`. */
  add(amount: number): void
}

export const readCounter = (live: readonly Candidate[]): number =>
  live.reduce((sum, candidate) => sum + (amountOf(candidate) ?? 0), 0)

/** Undefined for what is no sum. */
export function amountOf({ forms }: Candidate): number | undefined {
  const value = forms.at(-1)?.value
  return Number.isSafeInteger(value) ? (value as number) : undefined
}

export function counterHandle(binding: Binding, path: readonly string[]): CounterHandle {
  return {
    get: () => readCounter(binding.table.live(path)),
    add: (amount) => binding.edit(() => addToCounter(binding, path, amount))
  }
}

export function addToCounter(binding: Binding, path: readonly string[], amount: number): void {
  const { table, maker, remember } = binding
  const refused = `${path.join('.')}: a counter holds whole numbers up to 2^53`
  if (!Number.isSafeInteger(amount)) throw new ModelError('value-invalid', refused)
  const own = table.live(path).filter(({ key }) => writerOfKey(key) === maker.writer)
  const sum = readCounter(own) + amount
  const total = readCounter(table.live(path)) + amount
  if (![sum, total].every(Number.isSafeInteger)) throw new ModelError('value-invalid', refused)
  if (amount === 0) return
  // No other load of the document writes under this key, so no addition is lost or counted twice.
  table.replace(own, [maker.make(path, own, [{ shape: 1, value: sum }])])
  remember({ kind: 'addition', path, amount })
}
