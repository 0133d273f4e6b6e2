// What a message may cost: how long it may hold up the event loop, and how much memory may stay behind.

import type { TargetName } from './target.js'

const mebibyte = 1024 * 1024

/** ms, for a message of up to a mebibyte. */
const budgets: Readonly<Record<TargetName, number>> = {
  frames: 50,
  updates: 50,
  // An update that repeats something is compared with its whole document: about a microsecond for each struct of that.
  yjs: 100,
  hocuspocus: 100,
  // A device stores, applies and gives back whole documents; two relays and another device share its loop here.
  client: 200
}

/**
 * Milliseconds for which one message, with all that follows from it at once, may block the loop; 25 ms more for each
 * mebibyte beyond the first: the slowest known update of 8 MiB takes the guard 157 ms.
 */
export const blockBudgetMs = (target: TargetName, bytes: number): number =>
  budgets[target] + 25 * Math.max(0, bytes / mebibyte - 1)

/** What a subject may hold after a round when its hostile peers are gone and all that is garbage was collected. */
export const heldBudgetBytes = 64 * mebibyte
/** What may stay when the subject is closed too, over a whole run. */
export const leakBudgetBytes = 24 * mebibyte

/** The child's heap, MiB. */
export const heapLimitMiB = 256

/** Without progress for so long, in CPU time of the child, a message hangs. */
export const hangMs = 1_000
/** The checks at the end of a round read whole logs. */
export const checkHangMs = 20_000
