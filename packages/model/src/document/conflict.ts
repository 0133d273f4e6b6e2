// Conflicts as data: a register whose writes did not see each other and differ.

import type { CompiledFields } from '../fields/compile.js'
import { type CompiledField, ownFields } from '../fields/compile.js'
import type { RegisterPlace } from '../fields/register-handle.js'
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

/** A register by its path as the app says it. */
export function findRegister(
  fields: CompiledFields,
  said: readonly string[]
): RegisterPlace<unknown> | undefined {
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
): RegisterPlace<unknown> | undefined {
  return field.kind === 'register' ? { field, shapes, path, where: said.join('.') } : undefined
}
