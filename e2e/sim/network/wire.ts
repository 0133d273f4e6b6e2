// One connection of the simulated network: two directions, each with its own delay, and what can befall a frame on it.

import type { SeededRandom } from '@weft/base/testing'
import type { NetworkFaults } from '../world/swarm.js'
import type { Tally } from '../world/tally.js'
import type { Timeline } from '../world/timeline.js'

export interface Wire {
  send(way: Way, bytes: Uint8Array): void
  /** Both ends learn of it, if they are still there. */
  end(code: number, reason: string, way?: Way): void
  /** Nothing passes any more in that direction, and nobody is told. */
  silence(way: Way): void
  readonly isOpen: boolean
  /** Open, and deaf or dumb: one of its ends is yet to find out. */
  readonly isSilent: boolean
  /** Frames on their way. */
  readonly inFlight: number
}

export type Way = 'up' | 'down'

export interface WireEnds {
  /** A frame has arrived. */
  arrived(way: Way, bytes: Uint8Array): void
  ended(code: number, reason: string): void
}

export interface WireSurroundings {
  readonly timeline: Timeline
  readonly random: SeededRandom
  readonly tally: Tally
  readonly faults: () => NetworkFaults
}

export function createWire({ timeline, random, tally, faults }: WireSurroundings, ends: WireEnds): Wire {
  const silent = { up: false, down: false }
  /** When the last frame of a direction arrives: those behind it arrive later. */
  const last = { up: 0, down: 0 }
  let isOpen = true
  let inFlight = 0

  const deliver = (way: Way, action: () => void, order: 'in-order' | 'overtaken' = 'in-order'): void => {
    const [up, down] = faults().latencyMs
    const delay = 1 + random.below(way === 'up' ? up : down)
    const due = Math.max(timeline.elapsed() + delay, last[way])
    if (order === 'in-order') last[way] = due
    inFlight++
    timeline.after(due - timeline.elapsed() + (order === 'overtaken' ? delay : 0), () => {
      inFlight--
      action()
    })
  }

  const close = (code: number, reason: string): void => {
    if (!isOpen) return
    isOpen = false
    ends.ended(code, reason)
  }

  const arrive = (way: Way, bytes: Uint8Array): void => {
    if (isOpen && !silent[way]) ends.arrived(way, bytes)
  }

  return {
    send: (way, bytes) => {
      if (!isOpen || silent[way]) return
      const { cut, silence, oneWay, truncate, replay, reorder } = faults()
      // What was sent may be written to again, and a frame on its way is not.
      const frame = bytes.slice()
      if (random.chance(cut)) {
        tally.fault('network: cut')
        close(1006, '')
      } else if (random.chance(silence)) {
        tally.fault('network: half-open')
        silent.up = true
        silent.down = true
      } else if (random.chance(oneWay)) {
        tally.fault('network: one way lost')
        silent[way] = true
      } else if (random.chance(truncate)) {
        tally.fault('network: cut inside a frame')
        deliver(way, () => {
          arrive(way, frame.subarray(0, random.below(frame.length)))
          close(1006, '')
        })
      } else if (random.chance(reorder)) {
        tally.fault('network: reordered')
        deliver(way, () => arrive(way, frame), 'overtaken')
      } else {
        deliver(way, () => arrive(way, frame))
        if (!random.chance(replay)) return
        tally.fault('network: replayed')
        deliver(way, () => arrive(way, frame.slice()))
      }
    },
    end: (code, reason, way) => {
      if (!way) close(code, reason)
      else deliver(way, () => close(code, reason))
    },
    silence: (way) => {
      silent[way] = true
    },
    get isOpen() {
      return isOpen
    },
    get isSilent() {
      return isOpen && (silent.up || silent.down)
    },
    get inFlight() {
      return inFlight
    }
  }
}
