// Handles for the fields of a definition, those of records made when a record is asked for.

import type { Random } from '@weft/base'
import type * as Y from 'yjs'
import type { Binding } from '../binding.js'
import { ModelError } from '../errors.js'
import { toForms } from '../evolution/shapes.js'
import { listRoot, mapRoot, richTextRoot, textRoot } from '../roots.js'
import { toStored } from '../validate.js'
import type { Compiled, CompiledField, CompiledFields, CompiledRecords } from './compile.js'
import { counterHandle } from './counter-handle.js'
import { listHandle } from './list-handle.js'
import { mapKeyHandle } from './map-key-handle.js'
import { orderHandle } from './order-handle.js'
import { bindRecord, recordsHandle } from './records-handle.js'
import { registerHandle } from './register-handle.js'
import { setHandle } from './set-handle.js'
import { textHandle } from './text-handle.js'

type Handles = { readonly [name: string]: unknown }

/** `above`: the stored path of the record; empty for the document itself. `said`: the same as the app says it. */
export function openHandles(
  binding: Binding,
  fields: CompiledFields,
  random: Random,
  above: readonly string[] = [],
  said: readonly string[] = []
): Handles {
  const handles: { [name: string]: unknown } = {}
  for (const [name, one] of fields) handles[name] = openHandle(binding, one, random, above, said)
  return handles
}

function openHandle(
  binding: Binding,
  one: Compiled,
  random: Random,
  above: readonly string[],
  said: readonly string[]
): unknown {
  if (one.kind === 'group') return openHandles(binding, one.fields, random, above, said)
  if (one.kind === 'records') return openRecords(binding, one, random)
  return openField(binding, one, random, above, said)
}

function openField(
  binding: Binding,
  { field, path, stored, shapes }: CompiledField,
  random: Random,
  above: readonly string[],
  said: readonly string[]
): unknown {
  const { ydoc, use } = binding
  const shown = said.length === 0 ? path : [...said, path.at(-1) as string]
  const where = shown.join('.')
  const storedPath = [...above, stored]
  /** While its content does not fit, another stands in for it: then it is asked for anew each time. */
  // biome-ignore lint/suspicious/noExplicitAny: Yjs itself has its types so.
  const inUse = <T extends Y.AbstractType<any>>(root: () => T): (() => T) => {
    let known: T | undefined
    const used = (): T => {
      if (known?.doc === ydoc) return known
      known = root()
      use(known)
      return known
    }
    used()
    return used
  }
  switch (field.kind) {
    case 'text': {
      const ytext = inUse(() => textRoot(ydoc, above, stored))
      return textHandle(binding, ytext, where)
    }
    case 'rich-text': {
      const xml = inUse(() => richTextRoot(ydoc, above, stored))
      return {
        get xml() {
          return xml()
        }
      }
    }
    case 'list': {
      const array = inUse(() => listRoot(ydoc, above, stored))
      return listHandle(binding, array, field.validator, where)
    }
    case 'map-key':
      return mapKeyHandle(binding, () => mapRoot(ydoc, field.map), field)
    case 'set':
      return setHandle(binding, { path: storedPath, validator: field.validator, where })
    case 'order':
      return orderHandle(binding, { path: storedPath, validator: field.validator, where }, random)
    case 'counter':
      return counterHandle(binding, storedPath)
    case 'register':
      return registerHandle(binding, { path: storedPath, field, shapes, where })
  }
}

function openRecords(binding: Binding, { path, stored, fields }: CompiledRecords, random: Random): unknown {
  const where = path.join('.')
  return recordsHandle<Handles, Handles>(binding, {
    ...{ path: [stored], where, random },
    open: (id) =>
      openHandles(
        bindRecord(binding, [stored], id, `${where}.${id}`),
        fields,
        random,
        [stored, id],
        [...path, id]
      ),
    check: (values) => {
      for (const [name, value] of Object.entries(values)) {
        const one = fields.get(name)
        if (one?.kind !== 'field' || one.field.kind !== 'register') {
          throw new ModelError('value-invalid', `${where} has no register ${name}`)
        }
        const at = `${where}.${name}`
        if (value !== undefined) toForms(one.shapes, toStored(one.field.validator, value, at), at)
      }
    },
    fill: (handles, values) => {
      for (const [name, value] of Object.entries(values)) {
        if (value !== undefined) (handles[name] as { set(value: unknown): void }).set(value)
      }
    }
  })
}
