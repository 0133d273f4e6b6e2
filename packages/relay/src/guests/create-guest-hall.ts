// The guests of all spaces, by document: each commit goes to those who have the document open, from memory (SPEC L2, F2).

import type { Core } from '../core/core.js'
import { isFoldable } from '../log/fold-document.js'
import type { CommittedGroup } from '../log/port.js'
import { createByteBudget } from './byte-budget.js'
import { createDeletionsUnderWay } from './deletions-under-way.js'
import type { Guest } from './guest.js'
import type { GuestHall } from './guest-hall.js'
import { createHeldDocuments, keyOf } from './held-documents.js'
import { sendCommitted } from './serve-guest.js'

/** Merged documents that are kept for the next guest. */
const heldBytes = 32 * 1024 * 1024
/** Answers to guests who join that have not left the sockets. */
const joiningBytes = 64 * 1024 * 1024

export function createGuestHall(core: Core): GuestHall {
  const guests = new Map<string, Set<Guest>>()
  const unsubscribe = core.log.subscribe((group: CommittedGroup) => {
    if (guests.size === 0) return
    for (const { document, position, kind, payload } of group.entries) {
      if (payload === null || !isFoldable({ kind })) continue
      for (const guest of guests.get(keyOf(group.space, document)) ?? [])
        sendCommitted(guest, hall, position, payload)
    }
  })
  const held = createHeldDocuments(core, heldBytes)
  const hall: GuestHall = {
    core,
    held,
    budget: createByteBudget(joiningBytes),
    deletions: createDeletionsUnderWay(),
    enter: (guest) => {
      const key = keyOf(guest.space, guest.document)
      guests.set(key, (guests.get(key) ?? new Set()).add(guest))
    },
    leave: (guest) => {
      guest.open = false
      guest.cancelAsk?.()
      const key = keyOf(guest.space, guest.document)
      const ofDocument = guests.get(key)
      ofDocument?.delete(guest)
      if (ofDocument?.size === 0) guests.delete(key)
    },
    close: () => {
      unsubscribe()
      held.close()
    }
  }
  return hall
}
