// What the handles of one bound document share: its content, who writes, and how an edit is made and remembered.

import * as Y from 'yjs'
import { type Candidate, type Form, writerOfKey } from './candidates/candidate.js'
import type { CandidateMaker } from './candidates/candidate-maker.js'
import type { CandidateTable } from './candidates/candidate-table.js'
import { ModelError } from './errors.js'

/** An edit that can be taken back: candidates that took the place of others, an addition, or a key of a Y.Map. */
export type Edit =
  | {
      readonly kind: 'candidates'
      readonly path: readonly string[]
      readonly removed: readonly Candidate[]
      readonly added: readonly Candidate[]
      /** A record came that had never been there: what was written below it with it is its content. */
      readonly makes?: true
    }
  | { readonly kind: 'addition'; readonly path: readonly string[]; readonly amount: number }
  | {
      readonly kind: 'map-key'
      readonly map: string
      readonly key: string
      readonly before: unknown
      readonly after: unknown
      /** What Yjs calls each of them; empty where nothing was. */
      readonly itemBefore: string
      readonly itemAfter: string
    }

export interface Binding {
  readonly ydoc: Y.Doc
  readonly table: CandidateTable
  readonly maker: CandidateMaker
  /** Makes edits in one transaction. Throws ModelError `document-read-only` and `document-closed`. */
  edit<T>(work: (transaction: Y.Transaction) => T): T
  /** Under which id a write stands now that stood under another before it was taken back and came again. */
  idNow(id: string): string
  /** Remembers an edit for undo; inside of `edit`. */
  remember(edit: Edit): void
  /** A root type came into use: its changes can be undone. */
  // biome-ignore lint/suspicious/noExplicitAny: Yjs itself has its types so.
  use(type: Y.AbstractType<any>): void
}

/** An edit of what stands in for a root type would go nowhere. Throws ModelError `document-read-only`. */
// biome-ignore lint/suspicious/noExplicitAny: Yjs itself has its types so.
export function writable<T extends Y.AbstractType<any>>({ ydoc }: Binding, type: T, where: string): T {
  if (type.doc === ydoc) return type
  throw new ModelError('document-read-only', `${where} holds what does not fit`)
}

/** Rises with everything that is written or taken away in a transaction. */
export function editedIn({ doc, deleteSet }: Y.Transaction): number {
  let deletions = 0
  for (const ranges of deleteSet.clients.values()) deletions += ranges.length
  return Y.getState(doc.store, doc.clientID) + deletions
}

/** Writes a value in the place of the candidates that the writer has seen: all that are there, if it does not say. */
export function writeCandidate(
  { table, maker, remember }: Binding,
  path: readonly string[],
  forms: readonly Form[],
  seen: readonly Candidate[] = table.live(path)
): void {
  // The own key is written over: whoever writes here again has seen what they wrote here.
  const own = table.live(path).filter((one) => writerOfKey(one.key) === maker.writer && !seen.includes(one))
  const removed = [...seen, ...own]
  const added = [maker.make(path, removed, forms)]
  table.replace(removed, added)
  remember({ kind: 'candidates', path, removed, added })
}

/** Takes all candidates of a path away. */
export function removeCandidates({ table, remember }: Binding, path: readonly string[]): void {
  const removed = table.live(path)
  if (removed.length === 0) return
  table.replace(removed, [])
  remember({ kind: 'candidates', path, removed, added: [] })
}
