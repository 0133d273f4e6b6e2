// A line of the sync log: what happened, when, with ids and counts but no content (S13).

export interface JournalLine {
  /** Wall time, ms. */
  readonly time: number
  readonly level: 'note' | 'trouble'
  readonly what: JournalFact
}

export type JournalFact =
  | { readonly kind: 'connected'; readonly epoch: string }
  | { readonly kind: 'disconnected'; readonly code: number; readonly retryInMs: number | null }
  /** Not connecting, or no longer, because of the network (S9). */
  | { readonly kind: 'held'; readonly why: 'metered' }
  | { readonly kind: 'sent'; readonly batch: number; readonly edits: number; readonly documents: number }
  | { readonly kind: 'received'; readonly edits: number; readonly documents: number }
  | { readonly kind: 'caught-up'; readonly documents: number }
  | { readonly kind: 'refused'; readonly document: string; readonly reason: string }
  | { readonly kind: 'new-replica'; readonly reason: string }
  | { readonly kind: 'storage-trouble'; readonly code: string }
  | { readonly kind: 'storage-recovered' }
  | { readonly kind: 'relay-error'; readonly code: string; readonly message: string }
  | { readonly kind: 'unreadable'; readonly table: string; readonly key: string }
