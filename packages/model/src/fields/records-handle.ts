// Records in an app's hands: each has an id, a place among the others, and fields of its own.
//
// A record stands while any writing of its existence does. Removing it takes away those that are known; every edit of it
// writes it anew, so an edit that did not see the removal keeps the record, whole. Its content is never taken away.

import { type Random, randomId } from '@weft/base'
import { type Binding, editedIn, removeCandidates, writeCandidate } from '../binding.js'
import type { CandidateTable } from '../candidates/candidate-table.js'
import type { Placed } from '../candidates/order-index.js'
import { ModelError } from '../errors.js'
import { latestPlace } from './order-handle.js'
import { assertIndex, placeAt } from './places.js'

export interface RecordsHandle<H, V> {
  /** In their order. */
  ids(): readonly string[]
  has(id: string): boolean
  /** Undefined for a record that is not there. */
  get(id: string): H | undefined
  /**
   * At the end, or before the one at `index`. Without an id one is drawn; one that was in use, by a deleted record too, is
   * refused. Throws ModelError.
   */
  create(values?: Partial<V>, options?: { readonly id?: string; readonly index?: number }): string
  /** Puts a record before the one that stands at `index` once it is taken out. Throws ModelError `not-there`. */
  move(id: string, index: number): void
  /** Its content stays in the document, and comes back with undo or `restore`. */
  delete(id: string): void
  /** Brings back a record that was deleted. */
  restore(id: string): void
}

/** The place of a record stands beside its fields, under a name that no field has. */
export const placeSegment = '@'

export interface RecordsOptions<H, V> {
  readonly path: readonly string[]
  readonly where: string
  readonly random: Random
  /** The handles of a record's fields. */
  readonly open: (id: string) => H
  /** Throws ModelError for values that the fields would refuse. */
  readonly check: (values: Partial<V>) => void
  readonly fill: (handles: H, values: Partial<V>) => void
}

export function recordsHandle<H, V>(binding: Binding, options: RecordsOptions<H, V>): RecordsHandle<H, V> {
  const { table } = binding
  const { path, where, random, open, check, fill } = options
  const opened = new Map<string, H>()
  const has = (id: string): boolean => hasRecord(table, path, id)
  const handles = (id: string): H => {
    const known = opened.get(id) ?? open(id)
    opened.set(id, known)
    return known
  }
  const put = (id: string, index: number): void => {
    const others = placedRecords(table, path).filter((other) => other.id !== id)
    const place = placeAt(others, index, random)
    writeCandidate(binding, [...path, id, placeSegment], [{ shape: 1, value: place }])
  }
  const assertThere = (id: string): void => {
    if (!has(id)) throw new ModelError('not-there', `${where} has no record ${JSON.stringify(id)}`)
  }
  return {
    ids: () => readRecordIds(table, path),
    has,
    get: (id) => (has(id) ? handles(id) : undefined),
    create: (values = {}, { id = randomId(random, 12), index = Number.POSITIVE_INFINITY } = {}) =>
      binding.edit(() => {
        if (typeof id !== 'string' || !/^[\x20-\x7e]{1,128}$/.test(id))
          throw new ModelError('id-invalid', `${JSON.stringify(id)} is no id`)
        if (has(id)) throw new ModelError('id-invalid', `${where} has a record ${JSON.stringify(id)}`)
        if (table.children([...path, id]).length > 0) {
          throw new ModelError(
            'id-invalid',
            `${where} had a record ${JSON.stringify(id)}: restore brings it back`
          )
        }
        assertIndex(index, where)
        check(values)
        markRecord(making(binding), path, id)
        put(id, index)
        fill(handles(id), values)
        return id
      }),
    move: (id, index) =>
      binding.edit(() => {
        assertThere(id)
        assertIndex(index, where)
        markRecord(binding, path, id)
        put(id, index)
      }),
    delete: (id) => binding.edit(() => removeCandidates(binding, [...path, id])),
    restore: (id) =>
      binding.edit(() => {
        if (table.children([...path, id]).length === 0) assertThere(id)
        if (!has(id)) markRecord(binding, path, id)
      })
  }
}

/** Remembers that a record comes that had never been there. */
const making = (binding: Binding): Binding => ({
  ...binding,
  remember: (edit) => binding.remember(edit.kind === 'candidates' ? { ...edit, makes: true } : edit)
})

/** Writes that a record is there, in the place of whoever wrote it before. */
export const markRecord = (binding: Binding, path: readonly string[], id: string): void =>
  writeCandidate(binding, [...path, id], [{ shape: 1, value: null }])

/** For the handles of a record's fields: an edit says anew that the record is there. Throws ModelError `not-there`. */
export function bindRecord(binding: Binding, path: readonly string[], id: string, where: string): Binding {
  let marked: unknown
  return {
    ...binding,
    edit: (work) =>
      binding.edit((transaction) => {
        if (!hasRecord(binding.table, path, id)) throw new ModelError('not-there', `${where} was deleted`)
        const before = editedIn(transaction)
        const result = work(transaction)
        if (editedIn(transaction) === before || marked === transaction) return result
        markRecord(binding, path, id)
        marked = transaction
        return result
      })
  }
}

export const hasRecord = (table: CandidateTable, path: readonly string[], id: string): boolean =>
  table.live([...path, id]).length > 0

export const readRecordIds = (table: CandidateTable, path: readonly string[]): readonly string[] =>
  placedRecords(table, path).map(({ id }) => id)

const placedRecords = (table: CandidateTable, path: readonly string[]): readonly Placed[] =>
  table.ordered(path, (id) =>
    hasRecord(table, path, id) ? latestPlace(table.live([...path, id, placeSegment])) : null
  )
