// Whether a document can be edited here, and if not, why.

import type * as Y from 'yjs'
import { candidatesName } from '../candidates/candidate-table.js'
import { mapRoot, rootProblem } from '../roots.js'
import type { Findings } from './findings.js'
import type { Misfit } from './misfit.js'
import { readMarks, type SchemaMark } from './schema-marks.js'

export type DocumentState =
  | { readonly kind: 'open' }
  /**
   * A newer version wrote what this one cannot keep. It is received and passed on as ever. `needs`: the oldest version
   * that may write, where that is known.
   */
  | { readonly kind: 'read-only'; readonly why: 'update'; readonly needs: number | null }
  /** It holds what does not fit the schema: made by other software, or damaged. Nothing of it is changed. */
  | { readonly kind: 'read-only'; readonly why: 'misfit'; readonly report: readonly Misfit[] }
  | { readonly kind: 'closed' }

export function readDocumentState(ydoc: Y.Doc, findings: Findings, schema: SchemaMark): DocumentState {
  const problem = rootProblem(ydoc, candidatesName, 'map')
  if (problem !== null) return misfit([{ path: [candidatesName], problem }])
  const marks = readMarks(mapRoot(ydoc, candidatesName))
  const other = marks.find(({ name }) => name !== schema.name)
  if (other) return misfit([{ path: [], problem: `a document of the schema ${other.name}` }])
  const needs = Math.max(...marks.map(({ oldestWriter }) => oldestWriter), 0)
  if (needs > schema.version) return { kind: 'read-only', why: 'update', needs }
  if (findings.hasNewer()) return { kind: 'read-only', why: 'update', needs: null }
  const report = findings.misfits()
  return report.length > 0 ? misfit(report) : { kind: 'open' }
}

const misfit = (report: readonly Misfit[]): DocumentState => ({ kind: 'read-only', why: 'misfit', report })
