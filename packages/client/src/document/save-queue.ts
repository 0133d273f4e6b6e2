// Edits on their way into the store: what is not saved yet, written as soon as the last write is complete.

import { type Clock, createSignal, type Signal } from '@weft/base'
import * as Y from 'yjs'
import type { Replica } from '../replica/open-replica.js'
import { saveEdits, type UnsavedEdit } from '../replica/save-edits.js'
import { isSpillDue, spillOutbox } from '../replica/spill-outbox.js'
import { StoreError, type StoreErrorCode } from '../store/port.js'

export interface SaveQueue {
  push(edit: UnsavedEdit): void
  /** A document's whole state in the place of its unsaved edits, which are all in it. */
  pushWhole(edit: UnsavedEdit): void
  /** Edits that are only in memory. */
  readonly unsaved: Signal<number>
  /** Set while the last write failed (D5). */
  readonly trouble: Signal<StorageTrouble | null>
  /** Unsaved edits of one document. */
  unsavedIn(document: string): number
  /** Resolves when everything pushed so far is saved; rejects with the StoreError when a write fails. */
  flush(): Promise<void>
  close(): void
}

export interface StorageTrouble {
  readonly code: StoreErrorCode
  readonly message: string
  /** Wall time, ms. */
  readonly since: number
}

/** After a failed write the next try comes by itself, and at once with the next edit or flush. */
const retryMs = 2_000

/**
 * One write at a time. What is pushed meanwhile goes into the next one, so a burst of typing shares a transaction and a
 * single keystroke waits for nothing.
 */
export function createSaveQueue(
  replica: Replica,
  clock: Clock,
  saved: (edits: readonly UnsavedEdit[]) => void
): SaveQueue {
  let pending: UnsavedEdit[] = []
  let writing: readonly UnsavedEdit[] = []
  let running: Promise<void> | undefined
  let cancelRetry = (): void => undefined
  let isClosed = false
  const unsaved = createSignal(0)
  const trouble = createSignal<StorageTrouble | null>(null)
  const count = (): void => unsaved.set(pending.length + writing.length)

  const run = async (): Promise<void> => {
    // A turn later, so that all edits of one task share the first write too.
    await Promise.resolve()
    while (pending.length > 0) {
      writing = pending
      pending = []
      let edits: UnsavedEdit[] = []
      try {
        await replica.write((draft) => {
          // Only now: a store that was found emptied has changed what there is to save.
          edits = mergeByDocument(writing)
          if (edits.length > 0) saveEdits(draft, edits, clock.now())
        })
        if (isSpillDue(replica.memory)) await replica.write(spillOutbox)
      } catch (error) {
        pending = [...writing, ...pending]
        writing = []
        const known = error instanceof StoreError ? error : new StoreError('storage-failed', String(error))
        const since = trouble.get()?.since ?? clock.now()
        trouble.set({ code: known.code, message: known.message, since })
        count()
        if (!isClosed) cancelRetry = clock.after(retryMs, start)
        throw known
      }
      writing = []
      trouble.set(null)
      count()
      saved(edits)
    }
  }

  const start = (): void => {
    cancelRetry()
    if (running) return
    running = run().finally(() => {
      running = undefined
    })
    // Shown through `trouble`; whoever asked by flush gets the rejection as well.
    running.catch(() => undefined)
  }

  const push = (edit: UnsavedEdit): void => {
    pending.push(edit)
    count()
    start()
  }

  return {
    push,
    pushWhole: (edit) => {
      const isOther = ({ document }: UnsavedEdit): boolean => document !== edit.document
      writing = writing.filter(isOther)
      pending = pending.filter(isOther)
      push(edit)
    },
    unsaved,
    trouble,
    unsavedIn: (document) =>
      pending.filter((edit) => edit.document === document).length +
      writing.filter((edit) => edit.document === document).length,
    flush: async () => {
      // A run under way may have begun before the newest edit; a second one finds what is left.
      for (let round = 0; round < 2 && (running || pending.length > 0); round++) {
        start()
        await running
      }
    },
    close: () => {
      isClosed = true
      cancelRetry()
    }
  }
}

/**
 * What is saved together counts as one, but for what has to be pushed in another way. A document's edits keep their
 * order, since each may lean on the one before.
 */
function mergeByDocument(edits: readonly UnsavedEdit[]): UnsavedEdit[] {
  const groups: [UnsavedEdit, ...UnsavedEdit[]][] = []
  const lastByDocument = new Map<string, UnsavedEdit[]>()
  for (const edit of edits) {
    const last = lastByDocument.get(edit.document)
    if (last?.[0]?.replica === edit.replica && last[0].origin === edit.origin) last.push(edit)
    else {
      const group: [UnsavedEdit] = [edit]
      groups.push(group)
      lastByDocument.set(edit.document, group)
    }
  }
  return groups.map((group) =>
    group.length === 1 ? group[0] : { ...group[0], update: Y.mergeUpdates(group.map((edit) => edit.update)) }
  )
}
