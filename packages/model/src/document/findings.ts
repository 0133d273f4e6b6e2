// What has to be known of a document beside its values: what does not fit its schema, and what is in conflict. Looked at
// once in whole, and from then on only where something changed.

import type * as Y from 'yjs'
import { pathOfKey } from '../candidates/candidate.js'
import type { CandidateTable } from '../candidates/candidate-table.js'
import { parsePath, pathText } from '../candidates/path.js'
import { ModelError } from '../errors.js'
import { type CompiledFields, ownFields } from '../fields/compile.js'
import { amountOf } from '../fields/counter-handle.js'
import { isPlaced } from '../fields/order-handle.js'
import type { FieldPlace, PlaceOf } from '../fields/place-of.js'
import { decideRegister, type Register, readRegister } from '../fields/read-register.js'
import { placeSegment } from '../fields/records-handle.js'
import { readMember } from '../fields/set-handle.js'
import type { Side } from '../strategies.js'
import type { Conflict } from './conflict.js'
import { findRecordMisfits, findRootMisfits } from './find-root-misfits.js'
import type { Misfit } from './misfit.js'

export interface Findings {
  /** Looks again at what changed. */
  lookAt(paths: readonly (readonly string[])[]): void
  /** Looks again at root types: texts, lists, keys of maps. */
  lookAtRoots(): void
  misfits(): readonly Misfit[]
  /** Whether something is written in a shape or a layout that only newer versions read. */
  hasNewer(): boolean
  /** By path. */
  conflicts(): readonly Conflict[]
}

interface Found {
  readonly record: readonly string[] | null
  readonly said: readonly string[]
  readonly problems: readonly string[]
  readonly isNewer: boolean
  readonly conflict: Conflict | null
}

export function createFindings(
  ydoc: Y.Doc,
  table: CandidateTable,
  fields: CompiledFields,
  placeOf: PlaceOf
): Findings {
  const foundByPath = new Map<string, Found>()
  let rootMisfits: readonly Misfit[] = []
  /** By the stored path of each record that stands. */
  const misfitsByRecord = new Map<string, readonly Misfit[]>()
  const records = [...ownFields(fields)].filter((one) => one.kind === 'records')

  /** A record that came, or came back, brings its texts and lists. */
  const lookAtRecord = (path: readonly string[]): void => {
    const [stored, id] = path as [string, string]
    const of = records.find((one) => one.stored === stored)
    if (of && table.live(path).length > 0)
      misfitsByRecord.set(pathText(path), findRecordMisfits(ydoc, of, id))
    else misfitsByRecord.delete(pathText(path))
  }

  const look = (path: readonly string[]): void => {
    const place = placeOf(path)
    if (place?.field === null && path.length === 2) lookAtRecord(path)
    const found = place && find(table, path, place)
    if (found) foundByPath.set(pathText(path), found)
    else foundByPath.delete(pathText(path))
  }

  /** Nothing is told of a record that was deleted. */
  const standing = (): readonly Found[] =>
    [...foundByPath.values()].filter(({ record }) => record === null || table.live(record).length > 0)

  const findings: Findings = {
    lookAt: (paths) => paths.forEach(look),
    lookAtRoots: () => {
      rootMisfits = findRootMisfits(ydoc, fields)
      for (const { stored } of records) for (const id of table.children([stored])) lookAtRecord([stored, id])
    },
    hasNewer: () => table.hasNewer() || standing().some(({ isNewer }) => isNewer),
    conflicts: () =>
      standing()
        .flatMap(({ conflict }) => conflict ?? [])
        .sort((a, b) => (a.path.join('\n') < b.path.join('\n') ? -1 : 1)),
    misfits: () => [
      ...rootMisfits,
      ...[...misfitsByRecord.values()].flat(),
      ...standing().flatMap(({ said, problems }) => problems.map((problem) => ({ path: said, problem }))),
      ...[...table.misfits].map(([key, problem]) => {
        const stored = parsePath(pathOfKey(key) ?? key)
        return { path: placeOf(stored)?.said ?? stored, problem }
      })
    ]
  }
  for (const path of table.paths()) look(path)
  findings.lookAtRoots()
  return findings
}

/** Undefined where all is well. */
function find(table: CandidateTable, path: readonly string[], place: FieldPlace): Found | undefined {
  const live = table.live(path)
  const { said, record, field: compiled, member } = place
  if (live.length === 0) return undefined
  const well = { record, said, problems: [], isNewer: false, conflict: null }
  if (!compiled) {
    const isPlace = path.at(-1) === placeSegment && !live.every(isPlaced)
    return isPlace ? { ...well, problems: ['a place that is none'] } : undefined
  }
  const { field, shapes } = compiled
  if (field.kind === 'counter') {
    const isSum = live.every((candidate) => amountOf(candidate) !== undefined)
    return isSum ? undefined : { ...well, problems: ['a sum that is no whole number'] }
  }
  if ((field.kind === 'set' || field.kind === 'order') && member !== null) {
    const problem = problemOf(() => readMember(field.validator, member))
    const isPlace = field.kind === 'set' || live.every(isPlaced)
    if (problem === null && isPlace) return undefined
    return { ...well, said: [...said, member], problems: [problem ?? 'a place that is none'] }
  }
  if (field.kind !== 'register') return undefined
  const register = { field, shapes, where: said.join('.') }
  try {
    const { problems, isNewer, isConflict, sides } = readRegister(register, live)
    if (problems.length === 0 && !isNewer && !isConflict) return undefined
    const value = shownOf(register, sides, isConflict)
    const conflict = isConflict ? { path: said, strategy: field.strategy.kind, value, sides } : null
    return { ...well, problems, isNewer, conflict }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    return { ...well, problems: [error.message] }
  }
}

/** Whoever reads the value is told of a rule that is broken. Here it is a conflict that shows its latest side. */
function shownOf(register: Register<unknown>, sides: readonly Side<unknown>[], isConflict: boolean): unknown {
  try {
    return decideRegister(register, { sides, isConflict })
  } catch (error) {
    if (error instanceof ModelError) return sides.at(-1)?.value
    throw error
  }
}

function problemOf(
  read: () => { readonly ok: true } | { readonly ok: false; readonly problem: string }
): string | null {
  try {
    const checked = read()
    return checked.ok ? null : checked.problem
  } catch (error) {
    if (error instanceof ModelError) return error.message
    throw error
  }
}
