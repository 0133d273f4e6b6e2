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
export function createDeviceTime(
  { now, monotonic }: Pick<Clock, 'now' | 'monotonic'>,
  link: Signal<LinkState>
): DeviceTime {
  let told: { readonly ahead: number; readonly at: number; readonly monotonicAt: number } | null = null
  const listen = (state: LinkState): boolean => {
    // A tab that runs the version before tells no time.
    if (state.kind !== 'connected' || state.relayAheadMs === undefined) return false
    told = { ahead: state.relayAheadMs, at: now(), monotonicAt: monotonic() }
    return true
  }
  listen(link.get())
  link.subscribe(listen)
  return {
    now,
    relayAheadMs: () => {
      if (!told) return null
      // Wall time that went back was set back. That it went ahead may have been sleep, which monotonic time leaves out.
      const back = Math.min(0, now() - told.at - (monotonic() - told.monotonicAt))
      return told.ahead - back
    },
    subscribe: (listener) => link.subscribe((state) => listen(state) && listener())
  }
}
