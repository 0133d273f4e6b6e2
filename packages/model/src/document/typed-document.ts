// A document in an app's hands: typed fields over a Y.Doc that somebody else keeps.

import { createEmitter, createSignal, type Random, type Signal, systemClock, systemRandom } from '@weft/base'
import * as Y from 'yjs'
import { type Binding, editedIn } from '../binding.js'
import type { Author } from '../candidates/candidate.js'
import { createCandidateMaker } from '../candidates/candidate-maker.js'
import { candidatesName, openCandidateTable } from '../candidates/candidate-table.js'
import { type ModelTime, nextStamp, type Stamp } from '../candidates/stamp.js'
import { ModelError } from '../errors.js'
import type { CompiledFields } from '../fields/compile.js'
import type { Fields } from '../fields/field.js'
import type { HandlesOf, ValuesOf } from '../fields/field-types.js'
import { openHandles } from '../fields/open-handles.js'
import type { PlaceOf } from '../fields/place-of.js'
import { readValues } from '../fields/read-values.js'
import { bindRecord } from '../fields/records-handle.js'
import { settleRegister } from '../fields/register-handle.js'
import { canonicalJson, type Json } from '../json.js'
import { isForeignChange, mapRoot } from '../roots.js'
import { type Change, createRootWatch } from './changes.js'
import { type Conflict, findRegister } from './conflict.js'
import { createTimeCorrector } from './correct-times.js'
import { type DocumentState, readDocumentState } from './document-state.js'
import { createEditHistory, type EditHistory } from './edit-history.js'
import { createFindings } from './findings.js'
import { type SchemaMark, writeMark } from './schema-marks.js'

export interface BindOptions {
  /** Who writes here. */
  readonly author: Author
  /** Default: the system's clock, and no word of the relay's time. With a device of @weft/client: its `time`. */
  readonly time?: ModelTime
  /** Transaction origins whose edits are one's own for undo, beside the handles': those of editors. */
  readonly origins?: readonly unknown[]
  readonly random?: Random
}

export interface TypedDocument<F extends Fields> {
  readonly ydoc: Y.Doc
  readonly fields: HandlesOf<F>
  /** Whether it can be edited here. An editor that is bound to a Y type itself has to look. */
  readonly state: Signal<DocumentState>
  /** All values as plain data. Throws ModelError `rule-broken`. */
  values(): ValuesOf<F>
  /** Edits in one transaction, one step of undo. What was edited before the work threw stays. */
  change<T>(work: () => T): T
  readonly conflicts: Signal<readonly Conflict[]>
  /**
   * Ends a conflict by what one side wrote, or by another value. What came meanwhile stays beside it: a person decides
   * between what they saw. Throws ModelError `not-there` when it was settled meanwhile.
   */
  settle(
    conflict: Pick<Conflict, 'path' | 'sides'>,
    choice: { readonly side: string } | { readonly value: unknown }
  ): void
  readonly history: EditHistory
  /** What changed, after each transaction. Returns its unsubscribe. */
  onChange(listener: (changes: readonly Change[]) => void): () => void
  /** The transaction origin of all that the handles do. */
  readonly origin: object
  /** Lets go of the Y.Doc, which is not the document's to destroy. Idempotent. */
  close(): Promise<void>
}

const systemTime: ModelTime = {
  now: systemClock.now,
  relayAheadMs: () => null,
  subscribe: () => () => undefined
}

export function openTypedDocument<F extends Fields>(
  ydoc: Y.Doc,
  schema: SchemaMark & { readonly fields: CompiledFields; readonly placeOf: PlaceOf },
  options: BindOptions
): TypedDocument<F> {
  const { author, time = systemTime, origins = [], random = systemRandom } = options
  const { fields, placeOf } = schema
  const origin = { weft: schema.name }
  const table = openCandidateTable(ydoc, 'follow')
  const findings = createFindings(ydoc, table, fields, placeOf)
  const corrector = createTimeCorrector(author.device, time)
  const next = (seen: readonly Stamp[]): Stamp => {
    const stamp = nextStamp(time, seen)
    corrector.made(stamp)
    return stamp
  }
  const maker = createCandidateMaker({ author, next, right: corrector.right }, random)
  const changedRoots = createRootWatch(ydoc, fields, placeOf)
  const changed = createEmitter<readonly Change[]>()
  const state = createSignal(readDocumentState(ydoc, findings, schema), sameState)
  const conflicts = createSignal(findings.conflicts(), sameConflicts)

  let editingIn: Y.Transaction | undefined
  const assertOpen = (): void => {
    const now = state.get()
    if (now.kind === 'closed') throw new ModelError('document-closed', 'the document was closed')
    if (now.kind === 'open') return
    const why =
      now.why === 'update' ? 'a newer version of the app wrote it' : 'it holds what does not fit its schema'
    throw new ModelError('document-read-only', `the document is read-only: ${why}`)
  }

  const binding: Binding = {
    ydoc,
    table,
    maker,
    edit: (work) => {
      assertOpen()
      return ydoc.transact((transaction) => {
        // Somebody else may have written before in the same transaction, of which nothing is told until it ends.
        if (transaction !== editingIn) table.takeChanged(transaction)
        editingIn = transaction
        const before = editedIn(transaction)
        try {
          return work(transaction)
        } finally {
          // What was refused leaves nothing behind, the mark neither.
          if (editedIn(transaction) !== before) writeMark(mapRoot(ydoc, candidatesName), schema)
        }
      }, origin)
    },
    idNow: (id) => history.idNow(id),
    remember: (edit) => history.remember(edit),
    use: (type) => {
      if (type.doc === ydoc) history.use(type)
    }
  }

  const history = createEditHistory(ydoc, {
    origins: [origin, ...origins],
    monotonic: systemClock.monotonic,
    binding: () => binding
  })

  let touched: (readonly string[])[] = []
  const offTable = table.onChange((paths) => {
    findings.lookAt(paths)
    touched.push(...paths)
  })

  const refresh = (): void => {
    if (state.get().kind === 'closed') return
    if (table.attach()) findings.lookAt([...table.paths()])
    state.set(readDocumentState(ydoc, findings, schema))
    conflicts.set(findings.conflicts())
  }

  const afterTransaction = (transaction: Y.Transaction): void => {
    const paths = touched.flatMap((path) => {
      const place = placeOf(path)
      return place ? [place.said] : []
    })
    touched = []
    paths.push(...changedRoots(transaction))
    // What does not fit may go with any change.
    const isOpen = state.get().kind === 'open'
    const roots = [...transaction.changed.keys()].filter((type) => mayMatter(transaction, type))
    if (!isOpen || roots.some((root) => root !== (table.map as unknown))) findings.lookAtRoots()
    if (!isOpen || roots.length > 0) refresh()
    const by = transaction.local ? 'here' : 'elsewhere'
    if (paths.length > 0) changed.emit(distinct(paths).map((path) => ({ path, by })))
  }
  ydoc.on('afterTransaction', afterTransaction)

  const correctTimes = (): void => {
    if (state.get().kind !== 'open') return
    const corrections = corrector.find(table, fields)
    if (corrections.length === 0) return
    ydoc.transact(() => {
      for (const { candidate, stamp } of corrections) table.correct(candidate, stamp)
    }, correction)
  }
  const offTime = time.subscribe(correctTimes)

  const handles = openHandles(binding, fields, random) as HandlesOf<F>
  correctTimes()

  return {
    ydoc,
    fields: handles,
    state,
    conflicts,
    history,
    origin,
    values: () => readValues(ydoc, table, fields) as ValuesOf<F>,
    change: (work) => binding.edit(work),
    settle: ({ path, sides }, choice) => {
      const register = findRegister(fields, path)
      if (!register) throw new ModelError('not-there', `${path.join('.')} is no register`)
      const side = 'side' in choice ? sides.find(({ id }) => id === choice.side) : undefined
      if ('side' in choice && !side)
        throw new ModelError('not-there', `no side of the conflict is ${choice.side}`)
      const chosen = side
        ? { side: side.id, value: side.value }
        : { value: (choice as { value: unknown }).value }
      const [stored = '', id] = register.path
      const where =
        id === undefined ? binding : bindRecord(binding, [stored], id, path.slice(0, -1).join('.'))
      where.edit(() => settleRegister(binding, register, new Set(sides.map(({ id }) => id)), chosen))
    },
    onChange: changed.subscribe,
    close: async () => {
      if (state.get().kind === 'closed') return
      state.set({ kind: 'closed' })
      offTime()
      offTable()
      ydoc.off('afterTransaction', afterTransaction)
      history.close()
      table.close()
    }
  }
}

/** The transaction origin of corrected times: nobody's edit, so nothing to undo. */
const correction = { weft: 'times' }

/** Letters in a text change neither what fits nor what is in conflict. */
const mayMatter = (transaction: Y.Transaction, type: unknown): boolean => {
  if (!(type instanceof Y.AbstractType) || type._item !== null) return false
  return type instanceof Y.Text || type instanceof Y.XmlFragment ? isForeignChange(transaction, type) : true
}

const distinct = (paths: readonly (readonly string[])[]): readonly (readonly string[])[] => [
  ...new Map(paths.map((path) => [path.join('\n'), path])).values()
]

const sameState = (a: DocumentState, b: DocumentState): boolean =>
  canonicalJson(a as unknown as Json) === canonicalJson(b as unknown as Json)

const sameConflicts = (a: readonly Conflict[], b: readonly Conflict[]): boolean =>
  a.length === b.length && a.every((one, at) => sameConflict(one, b[at] as Conflict))

const sameConflict = (a: Conflict, b: Conflict): boolean =>
  a.path.join('\n') === b.path.join('\n') && a.sides.map(sideText).join() === b.sides.map(sideText).join()

/** A side's value never changes, its time can be put right. */
const sideText = ({ id, at }: Conflict['sides'][number]): string => `${id}@${at}`
