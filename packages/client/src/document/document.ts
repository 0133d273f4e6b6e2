// An open document: a Y.Doc whose edits are saved, sent and received.

import { isDocumentId } from '@weft/protocol'
import type { GuardCode } from '@weft/yjs-guard'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

export interface OpenDocument {
  readonly id: string
  /** Edit it as any Y.Doc. Its client id is fresh for this load (E6). */
  readonly ydoc: Y.Doc
  /** Presence of everyone who has the document open, other tabs included. */
  readonly awareness: Awareness
  /**
   * Saves what is unsaved, then lets go. A Y.Doc that was made here is destroyed when its last opener closed it; one
   * that was given is only left alone. Idempotent.
   */
  close(): Promise<void>
}

/** A Y.Doc that somebody else made and holds (F12). It is never destroyed or swapped here. */
export interface GivenDoc {
  readonly ydoc: Y.Doc
  /** Made over that very Y.Doc; never destroyed here. */
  readonly awareness: Awareness
  readonly told?: (fact: DocumentFact) => void
}

/**
 * What can happen to a document that is open.
 * - `renewed`: the replica is another one, and the Y.Doc goes on under a fresh client id.
 * - `rebuilt`: what was set aside was dropped and the document is made anew from the log. The Y.Doc still has what was
 *   dropped, so it is let go: edits in it are not saved any more.
 */
export type DocumentFact = 'renewed' | 'rebuilt'

export type DocumentErrorCode =
  | 'id-invalid'
  | 'document-unreadable'
  | 'space-closed'
  /** No Y.Doc of this copy of Yjs, or one that is destroyed. */
  | 'doc-invalid'
  /** What is to be adopted is no sound v1 update, or does not agree with what the document holds. */
  | GuardCode

/** A document that cannot be opened as it should be, or content that cannot become one's. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError'
  readonly code: DocumentErrorCode

  constructor(code: DocumentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export function assertDocumentId(id: string): void {
  if (!isDocumentId(id)) throw new DocumentError('id-invalid', `not a document id: ${JSON.stringify(id)}`)
}
