// The rows every log keeps, whatever its engine: what the decisions read and what they hand back to be written.

import type { HeldBatch, Mark, RefusedItem, SchemaVersion, Selection } from '@weft/protocol'

export interface SpaceRecord {
  readonly space: string
  /** Made with the log, never changed by it (SPEC E1). */
  readonly epoch: string
  readonly head: Mark
  /** Entries up to here may be gone; all after it are there. */
  readonly horizon: number
}

/** A replica's row of the devices view, and what the log must know to go on with it. */
export interface ReplicaRecord {
  readonly device: string
  readonly replica: string
  readonly kind: string
  readonly name: string
  readonly platform: string
  readonly appVersion: string
  readonly schemas: readonly SchemaVersion[]
  readonly selection: Selection
  /** The last greeting number and its nonce (SPEC E4). */
  readonly greeting: number
  readonly nonce: Uint8Array
  /** Highest position it reported as durable (SPEC L9). */
  readonly cursor: number
  readonly held: HeldBatch
  readonly waiting: { readonly edits: number; readonly time: number } | null
  readonly persistent: boolean | null
  /** Relay's wall time, ms. */
  readonly lastSeen: number
  readonly replacedBy: string | null
  /** By a person (SPEC S4). The row stays as a tombstone, so that this replica never passes for a new one. */
  readonly removed: boolean
}

/** A batch as the log remembers it, so that every repeat gets the same receipt (SPEC B1, B3). */
export interface BatchRecord {
  readonly batch: number
  readonly chain: Uint8Array
  readonly mark: Mark
  readonly time: number
  readonly refused: readonly RefusedItem[]
}

export const noBatch: HeldBatch = { batch: 0, chain: new Uint8Array(32), position: 0 }
