// A new replica in the place of one that the log cannot go on with (E2, E3): nothing of it is taken as acknowledged.

import { type Standing, startMark } from '@weft/protocol'
import type { Draft } from './draft.js'
import { becomeReplica, giveBack, takeUnproven } from './start-over.js'

export type RenewReason = Exclude<Standing, 'ok' | 'closed'>

/** Reasons for which what stands below the cursor is no longer proven to be in the log. */
const voidsCursor: ReadonlySet<RenewReason> = new Set([
  'cursor-ahead',
  'log-forked',
  'log-rolled-back',
  'epoch-changed'
])

/**
 * In the draft's one transaction: a new replica id, no batches, and an outbox that gives back whole documents instead
 * of what it held. When the log is another one, that is every document and the cursor starts anew. When only this
 * replica cannot go on, the cursor stands (the log was verified up to it) and it is each document that had anything
 * without proof of standing in the log.
 */
export function renewReplica(draft: Draft, reason: RenewReason, replica: string, time: number): void {
  const unproven = takeUnproven(draft)
  // A replica that was replaced or removed speaks as another device: it takes nobody's place (E5, S4).
  const isNobody = reason === 'replica-replaced' || reason === 'replica-removed'
  becomeReplica(draft, replica, isNobody ? null : draft.state.replica)
  if (voidsCursor.has(reason)) {
    draft.patch({ epoch: null, cursor: startMark, highest: startMark, checkpoint: null, catchUp: null })
    for (const document of draft.memory.index.documents()) unproven.add(document)
  }
  giveBack(draft, unproven, time)
}
