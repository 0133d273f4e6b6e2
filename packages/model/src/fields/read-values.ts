// A document's values as plain data, without handles: for lists, for export, for drawing.

import type * as Y from 'yjs'
import type { CandidateTable } from '../candidates/candidate-table.js'
import { listRoot, mapRoot, richTextRoot, textRoot } from '../roots.js'
import type { Compiled, CompiledField, CompiledFields } from './compile.js'
import { readCounter } from './counter-handle.js'
import { readList } from './list-handle.js'
import { readMapKey } from './map-key-handle.js'
import { readOrder } from './order-handle.js'
import { decideRegister, defaultOf, readRegister } from './read-register.js'
import { readRecordIds } from './records-handle.js'
import { readSet } from './set-handle.js'

type Values = { readonly [name: string]: unknown }

/** Throws ModelError `rule-broken`. */
export function readValues(
  ydoc: Y.Doc,
  table: CandidateTable,
  fields: CompiledFields,
  above: readonly string[] = []
): Values {
  const entries = [...fields].map(([name, one]) => [name, readOne(ydoc, table, one, above)] as const)
  return Object.fromEntries(entries)
}

function readOne(ydoc: Y.Doc, table: CandidateTable, one: Compiled, above: readonly string[]): unknown {
  if (one.kind === 'group') return readValues(ydoc, table, one.fields, above)
  if (one.kind === 'field') return readField(ydoc, table, one, above)
  const { stored, fields } = one
  return readRecordIds(table, [stored]).map((id) => ({
    id,
    ...readValues(ydoc, table, fields, [stored, id])
  }))
}

function readField(
  ydoc: Y.Doc,
  table: CandidateTable,
  { field, stored, shapes, path }: CompiledField,
  above: readonly string[]
): unknown {
  const at = [...above, stored]
  const where = path.join('.')
  switch (field.kind) {
    case 'text':
      return textRoot(ydoc, above, stored).toString()
    case 'rich-text':
      return richTextRoot(ydoc, above, stored).toString()
    case 'list':
      return readList(listRoot(ydoc, above, stored), field.validator)
    case 'map-key':
      return readMapKey(mapRoot(ydoc, field.map), field.key, field.validator)
    case 'set':
      return readSet(table, { path: at, validator: field.validator, where })
    case 'order':
      return readOrder(table, { path: at, validator: field.validator, where })
    case 'counter':
      return readCounter(table.live(at))
    case 'register': {
      const register = { field, shapes, where }
      const value = decideRegister(register, readRegister(register, table.live(at)))
      return value === undefined ? defaultOf(field) : value
    }
  }
}
