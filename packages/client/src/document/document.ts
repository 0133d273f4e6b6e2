// An open document: a Y.Doc whose edits are saved, sent and received.

import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

export interface OpenDocument {
  readonly id: string
  /** Edit it as any Y.Doc. Its client id is fresh for this load (E6). */
  readonly ydoc: Y.Doc
  /** Presence of everyone who has the document open, other tabs included. */
  readonly awareness: Awareness
  /** Saves what is unsaved, then lets go. The Y.Doc is destroyed when the last opener closed it. Idempotent. */
  close(): Promise<void>
}

/** A document that cannot be opened as it should be. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError'
  readonly code: 'id-invalid' | 'document-unreadable' | 'space-closed'

  constructor(code: DocumentError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
