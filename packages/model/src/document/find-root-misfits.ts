// Where the root types of a document do not fit its schema: another type of Yjs, or values that a list cannot have.

import type * as Y from 'yjs'
import { ModelError } from '../errors.js'
import type { CompiledField, CompiledFields, CompiledRecords } from '../fields/compile.js'
import { keyValues, listValues, rootName, rootProblem } from '../roots.js'
import { checkJson, type Validator } from '../validate.js'
import type { Misfit } from './misfit.js'

/** Of the document itself, and not of its records. */
export function findRootMisfits(
  ydoc: Y.Doc,
  fields: CompiledFields,
  above: readonly string[] = [],
  said: readonly string[] = []
): readonly Misfit[] {
  return [...fields].flatMap(([name, one]) => {
    const path = [...said, name]
    if (one.kind === 'group') return findRootMisfits(ydoc, one.fields, above, path)
    return one.kind === 'field' ? misfitsOf(ydoc, one, above, path) : []
  })
}

export const findRecordMisfits = (
  ydoc: Y.Doc,
  { path, stored, fields }: CompiledRecords,
  id: string
): readonly Misfit[] => findRootMisfits(ydoc, fields, [stored, id], [...path, id])

function misfitsOf(
  ydoc: Y.Doc,
  { field, stored }: CompiledField,
  above: readonly string[],
  path: readonly string[]
): readonly Misfit[] {
  if (field.kind === 'map-key') {
    const problem = rootProblem(ydoc, field.map, 'map')
    if (problem !== null) return [{ path, problem }]
    return misfitsOfValues(keyValues(ydoc, field.map, field.key), field.validator, () => path)
  }
  if (field.kind !== 'text' && field.kind !== 'rich-text' && field.kind !== 'list') return []
  const problem = rootProblem(ydoc, rootName(above, stored), field.kind)
  if (problem !== null) return [{ path, problem }]
  if (field.kind !== 'list') return []
  return misfitsOfValues(listValues(ydoc, rootName(above, stored)), field.validator, (at) => [
    ...path,
    String(at)
  ])
}

const misfitsOfValues = (
  values: readonly unknown[],
  validator: Validator<unknown>,
  pathOf: (at: number) => readonly string[]
): readonly Misfit[] =>
  values.flatMap((value, at) => {
    const problem = problemOf(value, validator)
    return problem === null ? [] : [{ path: pathOf(at), problem }]
  })

function problemOf(value: unknown, validator: Validator<unknown>): string | null {
  try {
    const checked = checkJson(validator, value)
    return checked.ok ? null : checked.problem
  } catch (error) {
    if (error instanceof ModelError) return error.message
    throw error
  }
}
