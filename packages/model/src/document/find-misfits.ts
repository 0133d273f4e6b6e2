// Where a document's content does not fit its schema: looked for and told, never repaired.

import type * as Y from 'yjs'
import { pathOfKey } from '../candidates/candidate.js'
import type { CandidateTable } from '../candidates/candidate-table.js'
import { parsePath } from '../candidates/path.js'
import type { CompiledField, CompiledFields } from '../fields/compile.js'
import { amountOf } from '../fields/counter-handle.js'
import { isPlaced } from '../fields/order-handle.js'
import { readRegister } from '../fields/read-register.js'
import { hasRecord, placeSegment } from '../fields/records-handle.js'
import { readMember } from '../fields/set-handle.js'
import { mapRoot, rootName, rootProblem } from '../roots.js'
import { type check, checkJson } from '../validate.js'

export interface Misfit {
  /** As the app names the place; the stored path where it has no name for it. */
  readonly path: readonly string[]
  readonly problem: string
}

export interface Findings {
  readonly misfits: readonly Misfit[]
  /** Whether something is written in a shape that only newer versions read. */
  readonly isNewer: boolean
}

export function findMisfits(ydoc: Y.Doc, table: CandidateTable, fields: CompiledFields): Findings {
  const misfits: Misfit[] = []
  let isNewer = table.hasNewer()

  const report = (path: readonly string[], problem: string): void => void misfits.push({ path, problem })

  const lookAtPlace = (at: readonly string[], path: readonly string[]): void => {
    if (!table.live(at).every(isPlaced)) report(path, 'a place that is none')
  }

  const lookAtField = (one: CompiledField, above: readonly string[], path: readonly string[]): void => {
    const { field, stored, shapes } = one
    const at = [...above, stored]
    const where = path.join('.')
    switch (field.kind) {
      case 'text':
      case 'rich-text':
      case 'list': {
        const problem = rootProblem(ydoc, rootName(above, stored), field.kind)
        if (problem !== null) report(path, problem)
        else if (field.kind === 'list')
          lookAtList(ydoc, rootName(above, stored), field.validator, path, report)
        return
      }
      case 'map-key': {
        const problem = rootProblem(ydoc, field.map, 'map')
        const map = mapRoot(ydoc, field.map)
        const checked = map.has(field.key)
          ? checkJson(field.validator, map.get(field.key))
          : { ok: true as const }
        if (problem !== null) report(path, problem)
        else if (!checked.ok) report(path, checked.problem)
        return
      }
      case 'register': {
        const reading = readRegister(
          { field: { ...field, strategy: { kind: 'latest' } }, shapes, where },
          table.live(at)
        )
        for (const problem of reading.problems) report(path, problem)
        isNewer ||= reading.isNewer
        return
      }
      case 'counter':
        for (const candidate of table.live(at)) {
          if (amountOf(candidate) === undefined) report(path, 'a sum that is no whole number')
        }
        return
      case 'set':
      case 'order':
        for (const segment of table.children(at)) {
          const member = readMember(field.validator, segment)
          if (!member.ok) report([...path, segment], member.problem)
          else if (field.kind === 'order') lookAtPlace([...at, segment], [...path, segment])
        }
    }
  }

  const look = (of: CompiledFields, above: readonly string[], said: readonly string[]): void => {
    for (const [name, one] of of) {
      const path = [...said, name]
      if (one.kind === 'group') look(one.fields, above, path)
      else if (one.kind === 'field') lookAtField(one, above, path)
      else {
        for (const id of table.children([one.stored])) {
          if (!hasRecord(table, [one.stored], id)) continue
          lookAtPlace([one.stored, id, placeSegment], [...path, id])
          look(one.fields, [one.stored, id], [...path, id])
        }
      }
    }
  }

  look(fields, [], [])
  for (const [key, problem] of table.misfits) report(parsePath(pathOfKey(key) ?? key), problem)
  return { misfits, isNewer }
}

function lookAtList(
  ydoc: Y.Doc,
  root: string,
  validator: Parameters<typeof check>[0],
  path: readonly string[],
  report: (path: readonly string[], problem: string) => void
): void {
  for (const [at, value] of (ydoc.share.has(root) ? ydoc.getArray(root).toArray() : []).entries()) {
    const checked = checkJson(validator, value)
    if (!checked.ok) report([...path, String(at)], checked.problem)
  }
}
