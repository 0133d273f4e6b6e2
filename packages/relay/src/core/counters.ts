// What the relay counts about itself: for tests, and for an operator's page.

export interface Counters {
  /** Frames of entries or snapshots that were encoded; sharing keeps this far below `paidFramesSent` (SPEC L2). */
  framesEncoded: number
  /** Frames of entries or snapshots that were sent. */
  paidFramesSent: number
  /** Reads of the log for devices that were not at the head. */
  logReads: number
  batchesAppended: number
  /** Merges of a document for guests (SPEC F7). */
  documentsMerged: number
  guestUpdatesAppended: number
}

export const createCounters = (): Counters => ({
  framesEncoded: 0,
  paidFramesSent: 0,
  logReads: 0,
  batchesAppended: 0,
  documentsMerged: 0,
  guestUpdatesAppended: 0
})
