// One document's update as it stands in a space's log.

/**
 * What a payload is. Numbers, not a closed union: an entry of a kind this version does not know is kept and passed on
 * (SPEC L8), never dropped.
 */
export const entryKind = {
  /** A Yjs v1 update as its author's device made it. */
  update: 1,
  /** A document's whole state as v1, given back to a log that lost it (SPEC E2). */
  giveBack: 2,
  /** A document's whole state as v1, brought from a store that was not Weft's. */
  adoption: 3,
  /** A document's whole state as Yjs v2. Stands in snapshots only, never in a push (SPEC G2). */
  stateV2: 4
} as const

export interface EntryHeader {
  /** Strictly increasing in its space's log, never used twice. */
  readonly position: number
  readonly document: string
  /** Who wrote it: the device that a person would name, and that device's replica. */
  readonly device: string
  readonly replica: string
  /** The replica's batch that brought it. */
  readonly batch: number
  /** The relay's wall time at the append, ms. */
  readonly time: number
  readonly kind: number
  /** How many saved edits were merged into the payload; at least 1. */
  readonly edits: number
  /** SHA-256 of the payload. */
  readonly payloadHash: Uint8Array
}

export interface Entry extends EntryHeader {
  /** None for a receiver's own entries and for documents outside its selection (SPEC L7). */
  readonly payload: Uint8Array | null
}
