// From a definition's fields to where each one's content stands in the document.

import { ModelError } from '../errors.js'
import type { Shapes } from '../evolution/shapes.js'
import type { Steps } from '../evolution/steps.js'
import { assertSteps, traceField } from '../evolution/trace-field.js'
import { assertFieldName, type Field, type Fields } from './field.js'

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
  assertRootsDiffer(compiled)
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
      compiled.set(name, { kind: 'field', path, field, stored: root ?? stored, shapes })
    }
  }
  return compiled
}

/** Two fields in one place would overwrite one another. */
function assertRootsDiffer(compiled: CompiledFields): void {
  const taken = new Map<string, string>()
  for (const one of ownFields(compiled)) {
    const isMapKey = one.kind === 'field' && one.field.kind === 'map-key'
    const place = isMapKey ? `${one.field.map}\n${one.field.key}` : one.stored
    const name = one.path.join('.')
    const other = taken.get(place)
    if (other !== undefined) refuse(`${name} and ${other} stand in one place`)
    taken.set(place, name)
  }
}

function refuse(message: string): never {
  throw new ModelError('definition-invalid', message)
}
