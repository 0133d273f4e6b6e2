// Entries from the relay into the store, with the cursor, in one transaction (L10).

import { checkpointEvery, type Entry, isSameBytes, type Mark, nextRunningHash } from '@weft/protocol'
import type { ChunkItem } from '../records/chunk-record.js'
import type { Draft } from './draft.js'
import { dropPassed } from './settle-receipt.js'

export type StoredEntries =
  | { readonly kind: 'stored'; readonly cursor: Mark; readonly entries: readonly Entry[] }
  /** They begin beyond the cursor + 1, or a document is missing before a catch-up is done: ask again (L10). */
  | { readonly kind: 'gap'; readonly cursor: Mark }
  /** The running hash disagrees: another log (E2). */
  | { readonly kind: 'log-forked' }
  /** An own entry whose payload this store does not hold: it was copied or rewound (L7). */
  | { readonly kind: 'replica-rewound' }

/** `entries` are in order without a gap among them; `hash` is the running hash after the last. */
export function storeEntries(draft: Draft, entries: readonly Entry[], hash: Uint8Array): StoredEntries {
  const { cursor } = draft.state
  if (draft.state.catchUp) return { kind: 'gap', cursor }
  const fresh = entries.filter((entry) => entry.position > cursor.position)
  const first = fresh[0]
  if (!first) return { kind: 'stored', cursor, entries: [] }
  if (first.position !== cursor.position + 1) return { kind: 'gap', cursor }
  const { mark, checkpoint } = follow(cursor, fresh)
  if (!isSameBytes(mark.hash, hash)) return { kind: 'log-forked' }
  if (!fresh.every((entry) => isHeld(draft, entry))) return { kind: 'replica-rewound' }

  draft.addChunks(
    fresh.map(
      (entry): ChunkItem => ({
        document: entry.document,
        kind: entry.kind,
        position: entry.position,
        // What comes back as a header was written here, when its content says, not when the relay got it.
        time: entry.payload === null ? 0 : entry.time,
        payload: entry.payload
      })
    )
  )
  draft.patch({
    cursor: mark,
    highest: mark.position > draft.state.highest.position ? mark : draft.state.highest,
    checkpoint: checkpoint ?? draft.state.checkpoint
  })
  dropPassed(draft)
  return { kind: 'stored', cursor: mark, entries: fresh }
}

/** An entry of this replica comes without its payload; the very bytes must lie in one of its batches (L7). */
function isHeld(draft: Draft, entry: Entry): boolean {
  if (entry.payload !== null || entry.replica !== draft.state.replica) return true
  const sent = draft.sent.find((batch) => batch.batch === entry.batch)
  return (
    sent?.items.some(
      (item) => item.document === entry.document && isSameBytes(item.payloadHash, entry.payloadHash)
    ) ?? false
  )
}

/** The mark after the entries, and the last checkpoint among them. */
function follow(
  from: Mark,
  entries: readonly Entry[]
): { readonly mark: Mark; readonly checkpoint: Mark | null } {
  let mark = from
  let checkpoint: Mark | null = null
  for (const entry of entries) {
    mark = { position: entry.position, hash: nextRunningHash(mark.hash, entry) }
    if (entry.position % checkpointEvery === 0) checkpoint = mark
  }
  return { mark, checkpoint }
}
