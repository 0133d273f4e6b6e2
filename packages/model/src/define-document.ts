// A definition: what a document's fields are, which version of them this is, and how the versions before it read.

import type * as Y from 'yjs'
import { openCandidateTable } from './candidates/candidate-table.js'
import type { Conflict } from './document/conflict.js'
import { type DocumentState, readDocumentState } from './document/document-state.js'
import { createFindings } from './document/findings.js'
import { type BindOptions, openTypedDocument, type TypedDocument } from './document/typed-document.js'
import { ModelError } from './errors.js'
import type { Steps } from './evolution/steps.js'
import { oldestThatReads } from './evolution/trace-field.js'
import { compileFields } from './fields/compile.js'
import type { Fields } from './fields/field.js'
import type { ValuesOf } from './fields/field-types.js'
import { createPlaceOf } from './fields/place-of.js'
import { readValues } from './fields/read-values.js'

export interface DefinitionOptions<F extends Fields> {
  /** What the schema is called in documents and in the devices view. Never changes. */
  readonly name: string
  /** Starts at 1. */
  readonly version: number
  readonly fields: F
  /** By the version that they lead to. */
  readonly steps?: Steps
  /** The oldest version that may write once this one has. Default: what the steps leave readable. */
  readonly oldestWriter?: number
}

/** What a document holds now, read once. */
export interface DocumentReading<F extends Fields> {
  readonly state: DocumentState
  readonly values: ValuesOf<F>
  readonly conflicts: readonly Conflict[]
}

export interface DocumentDefinition<F extends Fields> {
  /** For `schemas` of a device, so that others see which version it runs. */
  readonly schema: { readonly name: string; readonly version: number }
  /** As they were given. */
  readonly fields: F
  /** Gives a Y.Doc its typed fields. The Y.Doc stays whoever's it is. */
  bind(ydoc: Y.Doc, options: BindOptions): TypedDocument<F>
  /** Reads without following: for summaries and lists. Throws ModelError `rule-broken`. */
  read(ydoc: Y.Doc): DocumentReading<F>
}

/** Throws ModelError `definition-invalid`. */
export function defineDocument<const F extends Fields>(options: DefinitionOptions<F>): DocumentDefinition<F> {
  const { name, version, steps = {} } = options
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name)) refuse(`${JSON.stringify(name)} is no name of a schema`)
  if (!Number.isSafeInteger(version) || version < 1) refuse(`version ${version}: versions count from 1`)
  const fields = compileFields(options.fields, version, steps)
  const oldestWriter = options.oldestWriter ?? oldestThatReads(version, steps)
  if (!(oldestWriter >= oldestThatReads(version, steps) && oldestWriter <= version)) {
    refuse(`oldestWriter ${oldestWriter}: from ${oldestThatReads(version, steps)} to ${version} is possible`)
  }
  const placeOf = createPlaceOf(fields)
  const schema = { name, version, oldestWriter, fields, placeOf }
  return {
    schema: { name, version },
    fields: options.fields,
    bind: (ydoc, bindOptions) => openTypedDocument<F>(ydoc, schema, bindOptions),
    read: (ydoc) => {
      const table = openCandidateTable(ydoc, 'read-once')
      const findings = createFindings(ydoc, table, fields, placeOf)
      return {
        state: readDocumentState(ydoc, findings, schema),
        values: readValues(ydoc, table, fields) as ValuesOf<F>,
        conflicts: findings.conflicts()
      }
    }
  }
}

function refuse(message: string): never {
  throw new ModelError('definition-invalid', message)
}
