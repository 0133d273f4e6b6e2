// The state, events and effects of the connection to the relay (C4).

import type { ErrorCode } from '@weft/protocol'
import type { LinkState } from './link-state.js'

export interface Link {
  readonly shown: LinkState
  /** Failures since the connection was last healthy for a while. */
  readonly failures: number
  readonly pingsUnanswered: number
  /** `passed`: metered, but a person said to use it until the network is another. */
  readonly network: NetworkPermission | 'passed'
  /** The last error the relay sent for the connection as a whole; says more than the close that follows it. */
  readonly lastError: {
    readonly code: ErrorCode
    readonly message: string
    readonly retryAfterMs: number | null
  } | null
}

/** Whether the device may connect over the network of the moment, or holds because that is metered (S9). */
export type NetworkPermission = 'open' | 'metered'

export type LinkEvent =
  /** A relay was set, changed (`address` given) or removed. */
  | { readonly type: 'paired' }
  | { readonly type: 'unpaired' }
  | { readonly type: 'opened' }
  /** `relayTime`: the relay's wall time, ms. */
  | { readonly type: 'welcomed'; readonly relayTime: number }
  /** Any frame. */
  | { readonly type: 'heard' }
  | {
      readonly type: 'error-received'
      readonly code: string
      readonly message: string
      readonly retryAfterMs: number | null
    }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }
  | { readonly type: 'timer'; readonly name: LinkTimer }
  /** The network came back, the page became visible, the machine woke up: only a hint. */
  | { readonly type: 'hint' }
  | { readonly type: 'retry' }
  | { readonly type: 'network'; readonly network: NetworkPermission }
  /** The session needs a fresh connection. */
  | { readonly type: 'reconnect' }

export type LinkTimer = 'retry' | 'open' | 'ping' | 'pong' | 'healthy'

export type LinkEffect =
  | { readonly type: 'connect' }
  | { readonly type: 'drop' }
  | { readonly type: 'ping' }
  | { readonly type: 'start-timer'; readonly name: LinkTimer; readonly delayMs: number }
  | { readonly type: 'stop-timer'; readonly name: LinkTimer }
  | { readonly type: 'stop-timers' }
  /** The socket is open: spaces may say hello. */
  | { readonly type: 'up' }
  | { readonly type: 'down'; readonly code: number; readonly retryInMs: number | null }
  /** Down, and for as long as the network is metered. */
  | { readonly type: 'hold' }

export const unpairedLink: Link = {
  shown: { kind: 'unpaired' },
  failures: 0,
  pingsUnanswered: 0,
  network: 'open',
  lastError: null
}
