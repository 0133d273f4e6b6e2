// From a definition's fields to where each one's content stands in the document.

import { candidatesName } from '../candidates/candidate-table.js'
import { ModelError } from '../errors.js'
import type { Shapes } from '../evolution/shapes.js'
import type { Steps } from '../evolution/steps.js'
import { assertSteps, traceField } from '../evolution/trace-field.js'
import { toStored } from '../validate.js'
import { assertFieldName, type Field, type Fields, isOwnType } from './field.js'

/** A field with a place of its own; of a record, that within the record. */
export interface CompiledField {
  readonly kind: 'field'
  /** As the app says it: `['address', 'street']`. */
  readonly path: readonly string[]
  readonly field: Exclude<Field, { readonly kind: 'group' | 'records' }>
  /** Its segment in the paths of candidates, and the name of its root type. Kept for good once it is in use. */
  readonly stored: string
  readonly shapes: Shapes
}

export interface CompiledRecords {
  readonly kind: 'records'
  readonly path: readonly string[]
  readonly stored: string
  readonly fields: CompiledFields
}

export interface CompiledGroup {
  readonly kind: 'group'
  readonly path: readonly string[]
  readonly fields: CompiledFields
}

export type Compiled = CompiledField | CompiledRecords | CompiledGroup
export type CompiledFields = ReadonlyMap<string, Compiled>

/** Throws ModelError `definition-invalid`. */
export function compileFields(fields: Fields, version: number, steps: Steps): CompiledFields {
  const compiled = compile(fields, [], null, version, steps)
  const names: string[] = []
  const registers: string[] = []
  for (const one of everyField(compiled)) {
    names.push(one.path.join('.'))
    if (one.kind === 'field' && one.field.kind === 'register') registers.push(one.path.join('.'))
  }
  assertSteps({ names, registers }, version, steps)
  assertPlacesDiffer(compiled)
  return compiled
}

/** Every field and records, those of records too, groups opened. */
export function* everyField(fields: CompiledFields): Generator<CompiledField | CompiledRecords> {
  for (const one of fields.values()) {
    if (one.kind === 'group') yield* everyField(one.fields)
    else yield one
    if (one.kind === 'records') yield* everyField(one.fields)
  }
}

/** Fields and records that stand in the document itself, groups opened. */
export function* ownFields(fields: CompiledFields): Generator<CompiledField | CompiledRecords> {
  for (const one of fields.values()) {
    if (one.kind === 'group') yield* ownFields(one.fields)
    else yield one
  }
}

function compile(
  fields: Fields,
  above: readonly string[],
  inRecords: { readonly since: number } | null,
  version: number,
  steps: Steps
): CompiledFields {
  const compiled = new Map<string, Compiled>()
  for (const [name, field] of Object.entries(fields)) {
    assertFieldName(name)
    const path = [...above, name]
    if (field.kind === 'group') {
      compiled.set(name, {
        kind: 'group',
        path,
        fields: compile(field.fields, path, inRecords, version, steps)
      })
      continue
    }
    const { born, since, shapes } = traceField(path.join('.'), version, steps)
    // What a record's field is called, without the records. A name that comes again in a later version is another field.
    const own = inRecords ? born.slice(born.indexOf('.') + 1) : born
    const stored = since > (inRecords?.since ?? 1) ? `${own}@${since}` : own
    if (field.kind === 'records') {
      const inner = compile(field.fields, path, { since }, version, steps)
      compiled.set(name, { kind: 'records', path, stored, fields: inner })
    } else {
      const root = 'root' in field ? field.root : undefined
      if (root !== undefined && inRecords)
        refuse(`${path.join('.')}: a text in records has no root of its own`)
      if (field.kind === 'map-key' && inRecords)
        refuse(`${path.join('.')}: no key of a map stands in records`)
      if (field.kind === 'map-key' && field.key === '__proto__')
        refuse(`${path.join('.')}: nothing is named __proto__`)
      assertDefault(field, path.join('.'))
      compiled.set(name, { kind: 'field', path, field, stored: root ?? stored, shapes })
    }
  }
  return compiled
}

function assertDefault(field: CompiledField['field'], name: string): void {
  if (field.kind !== 'register' || field.fallback === undefined) return
  try {
    toStored(field.validator, field.fallback, `the default of ${name}`)
  } catch (error) {
    if (error instanceof ModelError) refuse(error.message)
    throw error
  }
}

/** Two fields in one place would overwrite one another. */
function assertPlacesDiffer(compiled: CompiledFields): void {
  const taken = new Map<string, string>()
  const maps = new Map<string, string>()
  const take = (places: Map<string, string>, place: string, name: string): void => {
    const other = places.get(place)
    if (other !== undefined) refuse(`${name} and ${other} stand in one place`)
    places.set(place, name)
  }
  const own = [...ownFields(compiled)]
  for (const one of own) {
    const name = one.path.join('.')
    if (one.kind === 'records') {
      if (one.fields.has('id'))
        refuse(`${name}: what a record is known by is its id, so no field is called that`)
      assertPlacesDiffer(one.fields)
    }
    const { kind, place } = placeOf(one)
    if (kind !== 'candidates') assertRoot(kind === 'key' ? place[0] : one.stored, name)
    if (kind === 'key') maps.set(place[0] as string, name)
    take(taken, [kind, ...place].join('\n'), name)
  }
  for (const one of own) {
    const other = placeOf(one).kind === 'root' ? maps.get(one.stored) : undefined
    if (other !== undefined) refuse(`${one.path.join('.')} and ${other} stand in one place`)
  }
}

function placeOf(one: CompiledField | CompiledRecords): {
  readonly kind: 'candidates' | 'root' | 'key'
  readonly place: readonly string[]
} {
  if (one.kind === 'records') return { kind: 'candidates', place: [one.stored] }
  const { field, stored } = one
  if (field.kind === 'map-key') return { kind: 'key', place: [field.map, field.key] }
  return { kind: isOwnType(field) ? 'root' : 'candidates', place: [stored] }
}

function assertRoot(root: string | undefined, name: string): void {
  if (root === candidatesName) refuse(`${name}: the root type ${root} is Weft's own`)
  if (!root || root === '__proto__') refuse(`${name}: ${JSON.stringify(root)} is no name of a root type`)
}

function refuse(message: string): never {
  throw new ModelError('definition-invalid', message)
}
