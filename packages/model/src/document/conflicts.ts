// Conflicts as data: the registers of a document whose writes did not see each other and differ.

import type { CandidateTable } from '../candidates/candidate-table.js'
import { type CompiledField, type CompiledFields, ownFields } from '../fields/compile.js'
import { type Register, readRegister } from '../fields/read-register.js'
import { hasRecord } from '../fields/records-handle.js'
import type { Side, Strategy } from '../strategies.js'

export interface Conflict {
  /** As the app says it, such as `['title']` or `['tasks', id, 'due']`. */
  readonly path: readonly string[]
  /** `manual` waits for a person; of the others the strategy chose, and a person may choose otherwise. */
  readonly strategy: Strategy<unknown>['kind']
  /** What is shown meanwhile. */
  readonly value: unknown
  /** The earliest first. */
  readonly sides: readonly Side<unknown>[]
}

/** A register of a document, with where it stands. */
export interface PlacedRegister extends Register<unknown> {
  readonly said: readonly string[]
  readonly path: readonly string[]
}

export function findConflicts(table: CandidateTable, fields: CompiledFields): readonly Conflict[] {
  return table.contested().flatMap((path) => {
    const register = registerAt(table, fields, path)
    if (!register) return []
    const { isConflict, value, sides } = readRegister(register, table.live(path))
    return isConflict ? [{ path: register.said, strategy: register.field.strategy.kind, value, sides }] : []
  })
}

/** By its stored path. Undefined for what is no register of this version, or stands in a record that was deleted. */
function registerAt(
  table: CandidateTable,
  fields: CompiledFields,
  path: readonly string[]
): PlacedRegister | undefined {
  const [stored, id, inner] = path
  for (const one of ownFields(fields)) {
    if (one.stored !== stored) continue
    if (one.kind === 'field') return path.length === 1 ? placed(one, path, one.path) : undefined
    if (id === undefined || path.length !== 3 || !hasRecord(table, [stored], id)) return undefined
    for (const field of ownFields(one.fields)) {
      if (field.kind === 'field' && field.stored === inner) {
        return placed(field, path, [...one.path, id, field.path.at(-1) as string])
      }
    }
  }
  return undefined
}

/** By its path as the app says it. */
export function findRegister(fields: CompiledFields, said: readonly string[]): PlacedRegister | undefined {
  for (const one of ownFields(fields)) {
    if (!one.path.every((segment, at) => said[at] === segment)) continue
    const rest = said.slice(one.path.length)
    if (one.kind === 'field') return rest.length === 0 ? placed(one, [one.stored], said) : undefined
    const [id, name] = rest
    const field = name === undefined ? undefined : one.fields.get(name)
    if (id === undefined || rest.length !== 2 || field?.kind !== 'field') return undefined
    return placed(field, [one.stored, id, field.stored], said)
  }
  return undefined
}

function placed(
  { field, shapes }: CompiledField,
  path: readonly string[],
  said: readonly string[]
): PlacedRegister | undefined {
  return field.kind === 'register' ? { field, shapes, path, said, where: said.join('.') } : undefined
}
