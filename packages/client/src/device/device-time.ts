// The device's clock beside the relay's, as the relay told its time when it last said welcome.

import type { Clock, Signal } from '@weft/base'
import type { LinkState } from '../session/link-state.js'

export interface DeviceTime {
  /** This device's wall time, ms. */
  now(): number
  /** The relay's wall time less this device's, ms; null until it was told since the device was opened. */
  relayAheadMs(): number | null
  /** Calls back when the relay told its time. Returns its unsubscribe. */
  subscribe(told: () => void): () => void
}

/** What was told is kept while the connection is away. The link has to outlive its listeners. */
export function createDeviceTime({ now }: Pick<Clock, 'now'>, link: Signal<LinkState>): DeviceTime {
  let ahead: number | null = null
  const listen = (state: LinkState): boolean => {
    if (state.kind !== 'connected') return false
    // A tab that runs the version before tells no time.
    ahead = state.relayAheadMs ?? ahead
    return true
  }
  listen(link.get())
  link.subscribe(listen)
  return {
    now,
    relayAheadMs: () => ahead,
    subscribe: (told) => link.subscribe((state) => listen(state) && told())
  }
}
