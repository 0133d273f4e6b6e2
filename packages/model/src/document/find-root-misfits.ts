// Where the root types of a document do not fit its schema: another type of Yjs, or values that a list cannot have.

import type * as Y from 'yjs'
import type { CandidateTable } from '../candidates/candidate-table.js'
import { ModelError } from '../errors.js'
import type { CompiledField, CompiledFields } from '../fields/compile.js'
import { readRecordIds } from '../fields/records-handle.js'
import { listRoot, mapRoot, rootName, rootProblem } from '../roots.js'
import { checkJson, type Validator } from '../validate.js'
import type { Misfit } from './misfit.js'

export function findRootMisfits(
  ydoc: Y.Doc,
  table: CandidateTable,
  fields: CompiledFields
): readonly Misfit[] {
  const misfits: Misfit[] = []
  const look = (of: CompiledFields, above: readonly string[], said: readonly string[]): void => {
    for (const [name, one] of of) {
      const path = [...said, name]
      if (one.kind === 'group') look(one.fields, above, path)
      else if (one.kind === 'field') misfits.push(...misfitsOf(ydoc, one, above, path))
      else
        for (const id of readRecordIds(table, [one.stored])) look(one.fields, [one.stored, id], [...path, id])
    }
  }
  look(fields, [], [])
  return misfits
}

function misfitsOf(
  ydoc: Y.Doc,
  { field, stored }: CompiledField,
  above: readonly string[],
  path: readonly string[]
): readonly Misfit[] {
  if (field.kind === 'map-key') {
    const problem = rootProblem(ydoc, field.map, 'map')
    if (problem !== null) return [{ path, problem }]
    if (!ydoc.share.has(field.map)) return []
    const map = mapRoot(ydoc, field.map)
    return map.has(field.key) ? misfitsOfValues([map.get(field.key)], field.validator, () => path) : []
  }
  if (field.kind !== 'text' && field.kind !== 'rich-text' && field.kind !== 'list') return []
  const problem = rootProblem(ydoc, rootName(above, stored), field.kind)
  if (problem !== null) return [{ path, problem }]
  if (field.kind !== 'list' || !ydoc.share.has(rootName(above, stored))) return []
  return misfitsOfValues(listRoot(ydoc, above, stored).toArray(), field.validator, (at) => [
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
