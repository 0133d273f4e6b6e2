// What a screen may say about a space, a document and a device; each value is true when it is shown (S2).

import type { SchemaVersion } from '@weft/protocol'
import type { LinkTrouble } from '../session/link-state.js'
import type { StoreErrorCode } from '../store/port.js'

/** The counts behind every state. Counts are edits as they were saved (S5). */
export interface SpaceCounts {
  /** Only in memory: not even saved here. */
  readonly unsaved: number
  /** Saved here, without a receipt. */
  readonly waiting: number
  /** Documents those waiting edits are in. */
  readonly waitingDocuments: number
  /** Wall time of the oldest waiting edit, ms; null when none waits. */
  readonly waitingSince: number | null
  /** Refused by the relay or unreadable, kept on this device until someone decides. */
  readonly setAside: number
  /** Other devices that lack something, and how many other devices there are; clients that are live only do not count. */
  readonly devicesBehind: number
  readonly otherDevices: number
}

export type SpaceStatus = { readonly counts: SpaceCounts } & SpaceState

export type SpaceState =
  /** S7. `asOf`: wall time of the last proof, ms. */
  | { readonly kind: 'up-to-date'; readonly asOf: number }
  /** S8 */
  | { readonly kind: 'syncing'; readonly sendingEdits: number; readonly receiving: Receiving | null }
  /** S9 */
  | {
      readonly kind: 'waiting'
      readonly for: WaitingFor
      readonly since: number
      readonly retryAt: number | null
    }
  /** S10 */
  | { readonly kind: 'failed'; readonly why: FailedWhy; readonly since: number; readonly message: string }
  /** S11 */
  | { readonly kind: 'not-saved'; readonly why: StoreErrorCode; readonly since: number }

export interface Receiving {
  /** First sync and catch-up: documents stored of documents in all. Entries: positions stored of positions to come. */
  readonly kind: 'first-sync' | 'catch-up' | 'entries'
  readonly done: number
  readonly total: number
}

export type WaitingFor =
  /** No relay is set: edits are on this device alone. */
  | 'pairing'
  | 'network'
  /** The network is metered, and the device may use only others. */
  | 'wifi'
  | 'relay'
  | 'blocked-network'
  | 'sign-in'
  /** All is on the relay; at least one other device has not fetched it. */
  | 'devices'
  /** Opening, or connecting for the first moments. */
  | 'connection'

export type FailedWhy =
  | { readonly kind: 'set-aside'; readonly documents: readonly string[] }
  | { readonly kind: 'link'; readonly trouble: LinkTrouble }
  | { readonly kind: 'update-needed' }
  | { readonly kind: 'relay-storage'; readonly code: 'log-full' | 'log-damaged' | 'log-unavailable' }

/** One document. `relayed` and `devices` speak of all its edits known here. */
export type DocumentStatus = {
  readonly unsaved: number
  readonly waiting: number
  readonly setAside: number
  /** Every edit known here is on the relay's disk. */
  readonly relayed: boolean
  /** Other devices that have all of it, of those there are; null while nothing is known of them. */
  readonly onDevices: number | null
  readonly otherDevices: number
}

export type DeviceStatus = {
  readonly device: string
  readonly name: string
  readonly platform: string
  readonly appVersion: string
  /** The schemas that its app knows, with their versions: how far a rollout is. */
  readonly schemas: readonly SchemaVersion[]
  readonly self: boolean
  readonly online: boolean
  /** Relay's wall time when it was last heard, ms; null for this device when it never met the relay. */
  readonly lastSeen: number | null
  readonly has: DeviceHas
  /** Edits that wait on that device, as last reported; null when unknown. */
  readonly waiting: { readonly edits: number; readonly asOf: number } | null
  readonly storage: 'persistent' | 'may-be-cleared' | 'unknown'
  readonly kind: string
}

/** What a device holds of the space, as of a moment. */
export type DeviceHas =
  | { readonly kind: 'all'; readonly asOf: number }
  | {
      readonly kind: 'behind'
      readonly edits: number
      readonly documents: number
      /** Wall time of the oldest missing edit, ms. */
      readonly since: number
      /** False: "at least". */
      readonly exact: boolean
      readonly asOf: number
    }
  | { readonly kind: 'unknown' }
  /** A client of another protocol: it gets edits while it is connected, and what it keeps of them is not known (F9). */
  | { readonly kind: 'live-only' }
