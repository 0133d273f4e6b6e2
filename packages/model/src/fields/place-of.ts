// From a stored path of candidates back to the field that they are of.

import type { CompiledField, CompiledFields, CompiledRecords } from './compile.js'
import { ownFields } from './compile.js'
import { isOwnType } from './field.js'
import { placeSegment } from './records-handle.js'

export interface FieldPlace {
  /** As the app says it. A member of a set or an order is said by its field. */
  readonly said: readonly string[]
  /** Null for a record itself and for its place among the others. */
  readonly field: CompiledField | null
  /** The member's segment, of a set or an order. */
  readonly member: string | null
  /** The stored path of the record that it stands in. */
  readonly record: readonly string[] | null
}

/** Looks fields up by where they are stored. */
export type PlaceOf = (path: readonly string[]) => FieldPlace | undefined

/** Gives undefined for what this version of the schema has no field for. */
export function createPlaceOf(fields: CompiledFields): PlaceOf {
  const own = byStored(fields)
  const ofRecords = new Map<CompiledRecords, ReadonlyMap<string, CompiledField | CompiledRecords>>()
  for (const one of own.values()) if (one.kind === 'records') ofRecords.set(one, byStored(one.fields))
  return (path) => {
    const [stored, id, inner] = path
    const one = own.get(stored as string)
    if (one?.kind === 'field') return placeIn(one, path.slice(1), one.path, null)
    const within = one && ofRecords.get(one)
    if (!one || !within || id === undefined) return undefined
    const said = [...one.path, id]
    const record = path.slice(0, 2)
    if (inner === undefined || (inner === placeSegment && path.length === 3)) {
      return { said, field: null, member: null, record }
    }
    const field = within.get(inner)
    if (field?.kind !== 'field') return undefined
    return placeIn(field, path.slice(3), [...said, field.path.at(-1) as string], record)
  }
}

function placeIn(
  field: CompiledField,
  rest: readonly string[],
  said: readonly string[],
  record: readonly string[] | null
): FieldPlace | undefined {
  const { kind } = field.field
  if (rest.length !== (kind === 'set' || kind === 'order' ? 1 : 0)) return undefined
  return { said, field, member: rest[0] ?? null, record }
}

/** A text may be called as a field that stands among the candidates: then it is the other that is meant. */
function byStored(fields: CompiledFields): ReadonlyMap<string, CompiledField | CompiledRecords> {
  const own = [...ownFields(fields)]
  const isType = (one: CompiledField | CompiledRecords): boolean =>
    one.kind === 'field' && isOwnType(one.field)
  const ordered = [...own.filter(isType), ...own.filter((one) => !isType(one))]
  return new Map(ordered.map((one) => [one.stored, one]))
}
