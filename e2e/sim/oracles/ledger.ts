// Every edit that was saved on any machine, until it is certain that it may be gone: what the end is compared with.

import { holds } from '../devices/edit.js'
import type { SavedEdit } from '../devices/held.js'
import type { Machine } from '../world/cast.js'
import type { Truth } from './truth.js'

export interface Ledger {
  saved(machine: Machine, edit: SavedEdit): void
  /** The machine's store was emptied or went back: what it alone held is gone, and nobody promised to keep it. */
  excuse(machine: Machine, truth: Truth): Promise<void>
  /** The log and a store went back: what only these two held is gone. */
  excuseAll(): void
  all(): Iterable<SavedEdit>
}

export function createLedger(): Ledger {
  const edits = new Map<string, SavedEdit & { readonly by: Machine }>()
  return {
    saved: (by, edit) => {
      const { space, document, update } = edit
      const bytes = Buffer.from(update.buffer, update.byteOffset, update.length).toString('latin1')
      const key = `${space} ${document} ${bytes}`
      if (!edits.has(key)) edits.set(key, { ...edit, by })
    },
    excuse: async (machine, truth) => {
      for (const [key, { space, document, update, by }] of edits) {
        if (by !== machine) continue
        if (!holds(await truth.document(space, document), update)) edits.delete(key)
      }
    },
    excuseAll: () => edits.clear(),
    all: () => edits.values()
  }
}
