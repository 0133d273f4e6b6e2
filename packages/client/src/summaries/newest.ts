// Every document a replica knows, with when it changed: from contents records and from outbox rows.

import type { ReplicaMemory } from '../replica/memory.js'

export interface NewestContent {
  readonly id: string
  /** Sequence number of its newest content. */
  readonly upTo: number
  /** Wall time of its newest edit, ms. */
  readonly changedAt: number
}

export function newestIn(memory: ReplicaMemory): NewestContent[] {
  const fromOutbox = new Map<string, { upTo: number; changedAt: number }>()
  for (const [sequence, row] of memory.outbox) {
    if (row.type !== 'edits') continue
    for (const item of row.items) {
      const has = fromOutbox.get(item.document)
      fromOutbox.set(item.document, {
        upTo: Math.max(sequence, has?.upTo ?? 0),
        changedAt: Math.max(row.time, has?.changedAt ?? 0)
      })
    }
  }
  const newest: NewestContent[] = []
  for (const id of memory.index.documents()) {
    const waiting = fromOutbox.get(id)
    fromOutbox.delete(id)
    newest.push({
      id,
      upTo: Math.max(memory.index.upTo(id), waiting?.upTo ?? 0),
      changedAt: Math.max(memory.index.changedAt(id), waiting?.changedAt ?? 0)
    })
  }
  for (const [id, { upTo, changedAt }] of fromOutbox) newest.push({ id, upTo, changedAt })
  return newest
}
