// What a screen shows of typed documents: fields, whether they can be edited, and conflicts.

import { createSignal, type Signal } from '@weft/base'
import type { DocumentListItem, Space } from '@weft/client'
import type { Conflict, DocumentState, Fields, HandlesOf, TypedDocument } from '@weft/model'
import { type Given, openOf } from './opened.js'
import { useDocuments } from './space-hooks.js'
import { type Equal, useMaybeSignal } from './use-signal.js'

/**
 * What `select` reads of a document's fields, read anew at each change of the document and rendered when `equal` (by
 * default Object.is) tells the readings apart. Undefined until the document is open.
 */
export function useFields<F extends Fields, R>(
  document: Given<TypedDocument<F>> | null,
  select: (fields: HandlesOf<F>) => R,
  equal?: Equal<R>
): R | undefined {
  const open = openOf(document)
  const shown = useMaybeSignal<number, R>(
    open && changesOf(open),
    () => select((open as TypedDocument<F>).fields),
    equal
  )
  return open ? (shown as R) : undefined
}

const closed: Signal<DocumentState> = createSignal<DocumentState>({ kind: 'closed' })

/** Whether it can be edited here; `closed` until it is open. */
export function useDocumentState<F extends Fields>(document: Given<TypedDocument<F>> | null): DocumentState {
  return useMaybeSignal(openOf(document)?.state ?? closed) as DocumentState
}

const none: Signal<readonly Conflict[]> = createSignal<readonly Conflict[]>([])

/** The conflicts of an open document. */
export function useConflicts<F extends Fields>(
  document: Given<TypedDocument<F>> | null
): readonly Conflict[] {
  return useMaybeSignal(openOf(document)?.conflicts ?? none) as readonly Conflict[]
}

/** A summary that says what conflicts its document has: `definition.read(ydoc).conflicts`. */
export interface WithConflicts {
  readonly conflicts: readonly Conflict[]
}

/** The documents of a space that have conflicts, without opening one. */
export function useSpaceConflicts<S extends WithConflicts>(
  space: Given<Space<S>> | null
): readonly DocumentListItem<S>[] {
  return useDocuments<S, readonly DocumentListItem<S>[]>(space, conflicted, sameItems) ?? []
}

const conflicted = <S extends WithConflicts>(
  documents: readonly DocumentListItem<S>[]
): readonly DocumentListItem<S>[] => documents.filter(({ summary }) => (summary?.conflicts.length ?? 0) > 0)

const sameItems = <S>(a: readonly DocumentListItem<S>[], b: readonly DocumentListItem<S>[]): boolean =>
  a.length === b.length && a.every(({ id, summary }, at) => id === b[at]?.id && summary === b[at]?.summary)

const changesByDocument = new WeakMap<object, Signal<number>>()

/** Counts the changes of a document, for as long as it is there. */
function changesOf<F extends Fields>(document: TypedDocument<F>): Signal<number> {
  const known = changesByDocument.get(document)
  if (known) return known
  const changes = createSignal(0)
  document.onChange(() => changes.set(changes.get() + 1))
  changesByDocument.set(document, changes)
  return changes
}
