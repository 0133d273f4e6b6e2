// Whole documents of a first sync or catch-up into the store, with how far it came (L11).

import type { Mark } from '@weft/protocol'
import type { ChunkItem } from '../records/chunk-record.js'
import type { Draft } from './draft.js'
import { dropPassed } from './settle-receipt.js'

export interface SnapshotBatch {
  readonly base: Mark
  /** Assembled payloads, in document-id order. */
  readonly items: readonly ChunkItem[]
  /** The last document all of whose items are stored with this; null when none is complete. */
  readonly lastDocument: string | null
  readonly done: boolean
}

export type StoredSnapshots = { readonly kind: 'stored'; readonly cursor: Mark; readonly done: boolean }

export function storeSnapshots(draft: Draft, batch: SnapshotBatch): StoredSnapshots {
  if (batch.items.length > 0) draft.addChunks(batch.items)
  const { cursor, highest, catchUp } = draft.state
  if (!batch.done) {
    const lastDocument = batch.lastDocument ?? sameBase(catchUp?.base, batch.base) ?? ''
    draft.patch({ catchUp: { base: batch.base, lastDocument } })
    return { kind: 'stored', cursor, done: false }
  }
  const reached = batch.base.position >= cursor.position ? batch.base : cursor
  draft.patch({
    catchUp: null,
    cursor: reached,
    highest: reached.position > highest.position ? reached : highest
  })
  dropPassed(draft)
  return { kind: 'stored', cursor: reached, done: true }

  function sameBase(known: Mark | undefined, base: Mark): string | undefined {
    return known?.position === base.position ? catchUp?.lastDocument : undefined
  }
}
