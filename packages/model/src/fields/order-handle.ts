// An order in an app's hands: a set whose values have places. A value that two devices move stands once, at the latest's.

import type { Random } from '@weft/base'
import { type Binding, removeCandidates, writeCandidate } from '../binding.js'
import type { Candidate } from '../candidates/candidate.js'
import type { CandidateTable } from '../candidates/candidate-table.js'
import type { Placed } from '../candidates/order-index.js'
import { assertIndex, placeAt } from './places.js'
import { memberPath, readMember, type SetPlace } from './set-handle.js'

export interface OrderHandle<T> {
  values(): readonly T[]
  has(value: T): boolean
  /**
   * Puts a value before the one that stands at `index` once it is taken out, at the end without one. One that is there
   * already is moved. Throws ModelError.
   */
  put(value: T, index?: number): void
  delete(value: T): void
}

export function orderHandle<T>(binding: Binding, place: SetPlace<T>, random: Random): OrderHandle<T> {
  const { table } = binding
  return {
    values: () => readOrder(table, place),
    has: (value) => table.live(memberPath(place, value)).length > 0,
    put: (value, index = Number.POSITIVE_INFINITY) =>
      binding.edit(() => {
        const path = memberPath(place, value)
        assertIndex(index, place.where)
        const others = placedBelow(table, place.path).filter(({ id }) => id !== path.at(-1))
        writeCandidate(binding, path, [{ shape: 1, value: placeAt(others, index, random) }])
      }),
    delete: (value) => binding.edit(() => removeCandidates(binding, memberPath(place, value)))
  }
}

export const readOrder = <T>(table: CandidateTable, { path, validator }: SetPlace<T>): readonly T[] =>
  placedBelow(table, path).flatMap(({ id }) => {
    const member = readMember(validator, id)
    return member.ok ? [member.value] : []
  })

const placedBelow = (table: CandidateTable, path: readonly string[]): readonly Placed[] =>
  table.ordered(path, (id) => {
    const live = table.live([...path, id])
    return live.length === 0 ? null : latestPlace(live)
  })

/** The latest of what stands side by side. */
export function latestPlace(live: readonly Candidate[]): string {
  const last = live.at(-1)
  return last && isPlaced(last) ? (last.forms.at(-1)?.value as string) : ''
}

export const isPlaced = ({ forms }: Candidate): boolean => typeof forms.at(-1)?.value === 'string'
