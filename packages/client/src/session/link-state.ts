// How the connection to the relay is: what a screen says about the network.

export type LinkState =
  /** No relay has been set. */
  | { readonly kind: 'unpaired' }
  /** Another try comes at `retryAt` (wall time, ms). */
  | { readonly kind: 'waiting'; readonly since: number; readonly retryAt: number; readonly why: LinkTrouble }
  | { readonly kind: 'connecting'; readonly since: number }
  /** `relayAheadMs`: the relay's wall time less this device's, when it said welcome. */
  | { readonly kind: 'connected'; readonly since: number; readonly relayAheadMs: number }
  /** The network is metered and this device may not use it: another network or `retry()` ends it. */
  | { readonly kind: 'held'; readonly since: number; readonly why: 'metered' }
  /** No further try without a person: `retry()`, a new token, or an update. */
  | { readonly kind: 'stopped'; readonly since: number; readonly why: LinkTrouble; readonly message: string }

export type LinkTrouble =
  /** The relay did not answer, or the network is gone. */
  | 'unreachable'
  /** Something answers at the address, but it is not a relay (captive portal, wrong address). */
  | 'not-a-relay'
  /** The secret or token is missing, wrong, expired or revoked. */
  | 'sign-in'
  /** The relay asked to come back later. */
  | 'relay-busy'
  /** The relay speaks no protocol version of ours. */
  | 'update-needed'
  /** The relay refuses this device for good. */
  | 'refused'
