// What a member is to be sent next, read from the log or from what was read a moment ago for another one.

import { assertRule } from '@weft/base'
import { isSameBytes, type Mark } from '@weft/protocol'
import type { Core } from '../core/core.js'
import { LogError } from '../log/port.js'
import { createEntryPage, type EntryPage, pageBytes } from './entry-page.js'
import type { CatchUp, Room } from './room.js'
import { entryPageKey, type SharedReads } from './shared-reads.js'
import { createSnapshotPage, type SnapshotPage } from './snapshot-page.js'

export interface Reader {
  /** Entries after `sent`, which is below the head; at least one. Rejects with LogError. */
  entries(room: Room, sent: Mark): Promise<EntryPage>
  /** The next documents of a catch-up. */
  documents(room: Room, stage: CatchUp): Promise<SnapshotPage>
  /** One document out of its turn; without frames when the space has no such document. */
  document(room: Room, stage: CatchUp, document: string): Promise<SnapshotPage>
  /** Whether the log's running hash at the mark is the mark's (SPEC L11); false also when it cannot be known. */
  holds(room: Room, mark: Mark): Promise<boolean>
}

export function createReader({ log, counters }: Core, reads: SharedReads): Reader {
  return {
    entries: ({ space }, sent) =>
      reads.get(entryPageKey(space, sent.position), async () => {
        counters.logReads++
        const { entries, mark } = await log.read(space, sent.position, pageBytes)
        const first = entries[0]
        // Only asked below the head. A page without entries must not be kept, and nothing would ever come of it.
        assertRule(first, 'L1', `no entry after ${sent.position}, which is below the head`)
        if (first.position !== sent.position + 1) {
          throw new LogError('log-damaged', `L10: a gap after ${sent.position}`, {
            space,
            position: sent.position + 1
          })
        }
        return createEntryPage({ space, entries, before: sent, after: mark }, counters)
      }),
    documents: ({ space }, { since, after, base, sentDocuments }) => {
      const key = ['documents', space, since, base.position, after, sentDocuments].join(' ')
      return reads.get(key, async () => {
        counters.logReads++
        const query = { space, since, after, base: base.position, limitBytes: pageBytes }
        const { documents, done, total } = await log.readDocuments(query)
        const content = { space, base, documents, done, sentBefore: sentDocuments, total }
        return createSnapshotPage({ ...content, turn: 'in-turn' }, counters)
      })
    },
    document: ({ space }, { base, sentDocuments: sentBefore, totalDocuments: total }, document) => {
      const key = ['document', space, base.position, sentBefore, total, document].join(' ')
      return reads.get(key, async () => {
        counters.logReads++
        const found = await log.readDocument(space, document)
        const documents = found ? [found] : []
        const content = { space, base, documents, done: false, sentBefore, total }
        return createSnapshotPage({ ...content, turn: 'out-of-turn' }, counters)
      })
    },
    holds: async ({ space, head }, { position, hash }) => {
      if (position === 0) return true
      if (position > head.position) return false
      if (position === head.position) return isSameBytes(hash, head.hash)
      try {
        const { mark } = await log.read(space, position - 1, 1)
        return mark.position === position && isSameBytes(mark.hash, hash)
      } catch (error) {
        if (error instanceof LogError && error.code === 'log-folded') return false
        throw error
      }
    }
  }
}
