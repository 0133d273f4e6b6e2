// The network of a world: how devices and guests reach the relay, and who may look at what passes.

import type { Transport, TransportConnection, TransportEvents } from '@weft/client'
import type { Connection, Relay } from '@weft/relay'
import type { Life } from '../devices/life.js'
import { createWire, type Way, type Wire, type WireSurroundings } from './wire.js'

/** Where a client is: in a tunnel, behind a captive portal, and whether its process runs. */
export interface Place {
  readonly name: string
  readonly network: 'up' | 'down' | 'portal'
  readonly life: Life
}

/** Sees each frame as its sender hands it over, before anything can befall it. */
export type Tap = (way: Way, place: Place, bytes: Uint8Array) => void

/** The relay's process, while it runs. */
export interface Server {
  accept(connection: Connection): void
  acceptGuest: Relay['acceptGuest']
}

export interface Network {
  transport(place: Place): Transport
  connectGuest(place: Place, endpoint: GuestEndpoint, events: TransportEvents): TransportConnection
  /** All connections end, as when the relay's process dies. */
  cutAll(): void
  /** One direction of a place's connections goes silent. */
  silence(place: Place, way: Way): void
  /** A place's connections end, as when its process dies. */
  cut(place: Place): void
  readonly inFlight: number
  /** Some connection is silent, and an end of it does not know. */
  readonly isSilent: boolean
}

/** What a transport says when something else than a relay answers (C5). */
const notARelay = 4490

export function createNetwork(
  surroundings: WireSurroundings,
  server: () => Server | undefined,
  taps: { readonly weft: Tap; readonly guest: Tap }
): Network {
  const { timeline, random, tally, faults } = surroundings
  const wires = new Map<Wire, Place>()

  const connect = (place: Place, events: TransportEvents, take: Take, tap: Tap): TransportConnection => {
    let state: 'opening' | 'open' | 'closed' = 'opening'
    let onMessage = (_bytes: Uint8Array): void => undefined
    let onClose = (): void => undefined
    const { clock } = place.life
    const tell = (action: () => void): void => {
      clock.after(0, action)
    }
    /** What is under way while the network is down is lost, and so is all that follows on the connection. */
    const isLost = (way: Way): boolean => {
      if (place.network !== 'up') wire.silence(way)
      return place.network !== 'up'
    }
    const wire: Wire = createWire(surroundings, {
      arrived: (way, bytes) => {
        if (isLost(way)) return
        if (way === 'up') onMessage(bytes)
        else tell(() => state === 'open' && events.received(bytes))
      },
      ended: (code, reason) => {
        wires.delete(wire)
        state = 'closed'
        onClose()
        tell(() => events.closed(code, reason))
      }
    })
    wires.set(wire, place)
    const send = (bytes: Uint8Array): void => {
      if (!wire.isOpen) return
      tap('down', place, bytes)
      wire.send('down', bytes)
    }
    timeline.after(1 + random.below(faults().latencyMs[0]), () => {
      if (!wire.isOpen) return
      const running = server()
      if (place.network === 'portal') {
        tally.fault('network: captive portal')
        wire.end(notARelay, 'no subprotocol weft.1')
      } else if (place.network === 'down' || !running || random.chance(faults().refuse)) {
        tally.fault('network: refused')
        wire.end(1006, 'refused')
      } else {
        state = 'open'
        take(running, {
          send,
          sendParts: (head, rest) => send(Uint8Array.from([...head, ...rest])),
          close: (code, reason) => wire.end(code, reason, 'down'),
          pause: () => undefined,
          resume: () => undefined,
          bufferedAmount: () => 0,
          unansweredAmount: () => 0,
          onMessage: (listener) => {
            onMessage = listener
          },
          onClose: (listener) => {
            onClose = listener
          },
          onDrain: () => undefined
        })
        tell(events.opened)
      }
    })
    return {
      send: (bytes) => {
        if (state !== 'open' || isLost('up')) return
        tap('up', place, bytes)
        wire.send('up', bytes)
      },
      bufferedBytes: () => 0,
      close: () => wire.end(1000, 'closed here')
    }
  }

  return {
    transport: (place) => ({
      connect: (_url, events) =>
        connect(place, events, (running, connection) => running.accept(connection), taps.weft)
    }),
    connectGuest: (place, endpoint, events) =>
      connect(place, events, (running, connection) => running.acceptGuest(connection, endpoint), taps.guest),
    cutAll: () => {
      for (const wire of [...wires.keys()]) wire.end(1006, '')
    },
    silence: (place, way) => {
      for (const [wire, at] of wires) if (at === place) wire.silence(way)
    },
    cut: (place) => {
      for (const [wire, at] of [...wires]) if (at === place) wire.end(1006, '')
    },
    get inFlight() {
      return [...wires.keys()].reduce((sum, wire) => sum + wire.inFlight, 0)
    },
    get isSilent() {
      return [...wires.keys()].some((wire) => wire.isSilent)
    }
  }
}

type GuestEndpoint = Parameters<Relay['acceptGuest']>[1]

type Take = (server: Server, connection: Connection) => void
