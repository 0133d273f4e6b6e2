// The states, events and effects of one space's session with the relay (C4).

import type { Entries, ErrorCode, HelloSpace, Limits, Receipt, Snapshots, WelcomeSpace } from '@weft/protocol'
import type { RenewReason } from '../replica/renew-replica.js'

export type SpaceSession =
  /** No connection. */
  | { readonly phase: 'apart' }
  /** The greeting number is being written. */
  | { readonly phase: 'preparing' }
  | { readonly phase: 'greeting'; readonly hello: HelloSpace }
  | LiveSession
  | { readonly phase: 'renewing'; readonly reason: RenewReason }
  /** The relay does not serve this space to us until the next connection. */
  | { readonly phase: 'closed'; readonly code: ErrorCode; readonly message: string }

export interface LiveSession {
  readonly phase: 'live'
  readonly limits: Limits
  /** The highest position the relay told of. */
  readonly head: number
  /** A catch-up runs: documents received and in all. */
  readonly catchUp: { readonly done: number; readonly total: number } | null
  readonly incoming: readonly Incoming[]
  readonly storing: boolean
  readonly receipts: readonly Receipt[]
  readonly settling: boolean
  readonly inFlight: readonly { readonly batch: number; readonly bytes: number }[]
  /** Batches of earlier connections have been sent again; only then new ones are cut (B4). */
  readonly resent: boolean
  readonly cutting: boolean
  readonly outboxWaits: boolean
  readonly lastCutBytes: number
  /** The relay's log cannot take our batches for now. */
  readonly trouble: { readonly code: ErrorCode; readonly message: string } | null
}

export type Incoming =
  | { readonly kind: 'entries'; readonly frame: Entries; readonly bytes: number }
  | { readonly kind: 'snapshots'; readonly frame: Snapshots; readonly bytes: number }

export type StoreOutcome =
  | { readonly kind: 'stored'; readonly cursor: number; readonly done: boolean }
  | { readonly kind: 'gap' }
  | { readonly kind: 'log-forked' | 'replica-rewound' }
  | { readonly kind: 'failed'; readonly message: string }

export type SpaceEvent =
  | { readonly type: 'link-up' }
  | { readonly type: 'link-down' }
  | { readonly type: 'greeted'; readonly hello: HelloSpace }
  | {
      readonly type: 'welcomed'
      readonly welcome: WelcomeSpace
      readonly limits: Limits
      readonly outboxWaits: boolean
    }
  | { readonly type: 'received'; readonly incoming: Incoming }
  | { readonly type: 'receipt'; readonly receipt: Receipt }
  | {
      readonly type: 'error'
      readonly code: string
      readonly message: string
      readonly retryAfterMs: number | null
    }
  /** How far the relay counted for a device's row: the log reaches at least to there. */
  | { readonly type: 'counted'; readonly position: number }
  | { readonly type: 'stored'; readonly outcome: StoreOutcome; readonly bytes: number }
  | { readonly type: 'settled' }
  /** Batches without a receipt, in order, to be sent again. `diverged`: one is not what the relay holds (B3). */
  | {
      readonly type: 'unacknowledged'
      readonly batches: readonly { readonly batch: number; readonly bytes: number }[]
      readonly diverged: boolean
    }
  | { readonly type: 'cut'; readonly batch: { readonly batch: number; readonly bytes: number } | null }
  /** The outbox got something. */
  | { readonly type: 'edited' }
  | { readonly type: 'renewed' }
  | { readonly type: 'push-again' }

export type SpaceEffect =
  | { readonly type: 'greet' }
  | { readonly type: 'send-hello'; readonly hello: HelloSpace }
  | { readonly type: 'adopt-epoch'; readonly epoch: string }
  | { readonly type: 'store'; readonly incoming: readonly Incoming[] }
  | { readonly type: 'settle'; readonly receipts: readonly Receipt[] }
  | { readonly type: 'load-unacknowledged'; readonly held: WelcomeSpace['held'] | null }
  | { readonly type: 'push'; readonly batch: number }
  | { readonly type: 'cut'; readonly targetBytes: number; readonly largestBytes: number }
  | { readonly type: 'renew'; readonly reason: RenewReason }
  | { readonly type: 'report-cursor' }
  | { readonly type: 'give-credit'; readonly bytes: number }
  | { readonly type: 'reconnect' }
  | { readonly type: 'push-again-later'; readonly delayMs: number }
  | { readonly type: 'note-error'; readonly code: string; readonly message: string }
