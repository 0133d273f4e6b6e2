// A network in memory: frames arrive late and in order, connections are cut, go silent, or are refused.

import type { Clock } from '@weft/base'
import type { SeededRandom } from '@weft/base/testing'
import type { Transport, TransportEvents } from '@weft/client'
import type { Connection } from '@weft/relay'

export interface NetworkFaults {
  /** Chance, for each frame, that the connection is cut with what was under way. */
  readonly cut: number
  /** Chance, for each frame, that the connection goes silent in both directions without a close. */
  readonly silence: number
  /** Longest way of a frame, ms. */
  readonly latencyMs: number
}

export const noFaults: NetworkFaults = { cut: 0, silence: 0, latencyMs: 20 }

export interface Network {
  faults: NetworkFaults
  /** A device's way to the relay. `isUp` may change: a device in the tunnel. */
  transport(device: { isUp: boolean; readonly clock: Clock }): Transport
  /** All connections end, as when a process dies. */
  cutAll(): void
  readonly counts: { frames: number; cuts: number; silences: number; refusals: number }
}

interface Wire {
  cut(): void
}

/** `accept` is undefined while the relay is down. */
export function createNetwork(
  clock: Clock,
  random: SeededRandom,
  accept: () => ((connection: Connection) => void) | undefined
): Network {
  const wires = new Set<Wire>()
  const counts = { frames: 0, cuts: 0, silences: 0, refusals: 0 }
  const network: Network = {
    faults: noFaults,
    counts,
    cutAll: () => {
      for (const wire of [...wires]) wire.cut()
    },
    transport: (device) => ({
      connect: (_url, events) => connect(device, events)
    })
  }

  const connect = (device: { isUp: boolean; readonly clock: Clock }, events: TransportEvents) => {
    let state: 'opening' | 'open' | 'closed' = 'opening'
    let isSilent = false
    let lastToRelay = 0
    let lastToDevice = 0
    let onMessage = (_bytes: Uint8Array): void => undefined
    let onClose = (): void => undefined
    const later = (action: () => void, after: number): number => {
      const due = Math.max(clock.monotonic() + random.float() * network.faults.latencyMs, after)
      clock.after(due - clock.monotonic(), action)
      return due
    }
    const end = (code: number, reason: string): void => {
      if (state === 'closed') return
      state = 'closed'
      wires.delete(wire)
      onClose()
      device.clock.after(1, () => events.closed(code, reason))
    }
    const wire: Wire = { cut: () => end(1006, '') }
    /** False when a fault took the frame. */
    const survives = (): boolean => {
      counts.frames++
      if (!device.isUp) isSilent = true
      if (random.chance(network.faults.silence)) {
        counts.silences++
        isSilent = true
      }
      if (isSilent) return false
      if (random.chance(network.faults.cut)) {
        counts.cuts++
        end(1006, '')
        return false
      }
      return true
    }
    wires.add(wire)
    later(() => {
      const take = accept()
      if (!device.isUp || !take) {
        counts.refusals++
        end(1006, 'refused')
        return
      }
      if (state === 'closed') return
      state = 'open'
      take({
        send: (bytes) => {
          if (state !== 'open' || !survives()) return
          const copy = bytes.slice()
          lastToDevice = later(() => {
            if (state === 'open' && !isSilent)
              device.clock.after(0, () => state === 'open' && events.received(copy))
          }, lastToDevice)
        },
        close: (code, reason) => {
          lastToDevice = later(() => end(code, reason), lastToDevice)
        },
        // Only guests are paused, and this network carries devices.
        pause: () => undefined,
        resume: () => undefined,
        bufferedAmount: () => 0,
        onMessage: (listener) => {
          onMessage = listener
        },
        onClose: (listener) => {
          onClose = listener
        },
        onDrain: () => undefined
      })
      device.clock.after(0, events.opened)
    }, 0)
    return {
      send: (bytes: Uint8Array) => {
        if (state !== 'open' || !survives()) return
        const copy = bytes.slice()
        lastToRelay = later(() => {
          if (state === 'open' && !isSilent) onMessage(copy)
        }, lastToRelay)
      },
      bufferedBytes: () => 0,
      close: () => end(1000, '')
    }
  }
  return network
}
