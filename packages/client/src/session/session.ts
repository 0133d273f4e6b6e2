// The driver of the session: one connection, the spaces on it, and the effects that their machines ask for.

import type { Clock, Random, Signal } from '@weft/base'
import { createSignal } from '@weft/base'
import {
  type DeviceFrame,
  encodeDeviceFrame,
  type HelloDevice,
  type Limits,
  parseRelayFrame,
  protocolVersion
} from '@weft/protocol'
import { type Link, type LinkEvent, type NetworkPermission, unpairedLink } from './link.js'
import { notARelayClose, stepLink } from './link-machine.js'
import type { LinkState } from './link-state.js'
import type { SessionSpace } from './session-space.js'
import { createSpaceDriver, type SpaceDriver } from './space-driver.js'
import type { Transport, TransportConnection } from './transport.js'

export interface Session {
  readonly link: Signal<LinkState>
  /** The relay to use; null for none. */
  pair(address: { readonly url: string; readonly token: string } | null): void
  /** The network of the moment, as the device's setting judges it; `open` until told. */
  network(permission: NetworkPermission): void
  join(space: SessionSpace): void
  leave(name: string): void
  /** The outbox of a space got something. */
  edited(name: string): void
  /** Frames beside the log: presence, forget, fetch. False when the space is not live. */
  send(name: string, frame: DeviceFrame): boolean
  retry(): void
  hint(): void
  /** The device's identity changed: say hello anew. */
  reconnect(): void
  close(): void
}

export interface SessionOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly device: () => HelloDevice
}

/** Bytes of entries and snapshots the relay may send ahead of what is stored. */
const creditBytes = 4 * 1024 * 1024
/** Credit is given back when so much of it is used up: a frame for each keystroke of others would cost more than that. */
const giveBackBytes = creditBytes / 4

export function createSession({ transport, clock, random, device }: SessionOptions): Session {
  let address: { readonly url: string; readonly token: string } | null = null
  let link: Link = unpairedLink
  let connection: TransportConnection | undefined
  let isOpen = false
  let isCredited = false
  /** Stored, of whichever space, and not given back yet. */
  let usedBytes = 0
  let pings = 0
  let limits: Limits | undefined
  const shown = createSignal<LinkState>(link.shown)
  const timers = new Map<string, () => void>()
  const drivers = new Map<string, SpaceDriver>()

  const stopTimer = (name: string): void => {
    timers.get(name)?.()
    timers.delete(name)
  }

  const send = (frame: DeviceFrame): void => {
    if (isOpen) connection?.send(encodeDeviceFrame(frame))
  }

  const dispatch = (event: LinkEvent): void => {
    const step = stepLink(link, event, { now: clock.now(), random })
    link = step.link
    for (const effect of step.effects) {
      switch (effect.type) {
        case 'connect':
          connect()
          break
        case 'drop':
          drop()
          break
        case 'ping':
          send({ type: 'ping', number: ++pings })
          break
        case 'start-timer':
          stopTimer(effect.name)
          timers.set(
            effect.name,
            clock.after(effect.delayMs, () => dispatch({ type: 'timer', name: effect.name }))
          )
          break
        case 'stop-timer':
          stopTimer(effect.name)
          break
        case 'stop-timers':
          for (const name of [...timers.keys()]) stopTimer(name)
          break
        case 'up':
          up()
          break
        case 'down':
          for (const driver of drivers.values()) driver.down(effect.code, effect.retryInMs)
          break
        case 'hold':
          for (const driver of drivers.values()) driver.hold()
          break
      }
    }
    shown.set(link.shown)
  }

  const connect = (): void => {
    if (!address) return
    isCredited = false
    const mine: TransportConnection = transport.connect(address.url, {
      // What an abandoned connection still says is nobody's business.
      opened: () => {
        if (connection !== mine) return
        isOpen = true
        dispatch({ type: 'opened' })
      },
      received: (bytes) => {
        if (connection === mine) receive(bytes)
      },
      closed: (code, reason) => {
        if (connection !== mine) return
        connection = undefined
        isOpen = false
        dispatch({ type: 'closed', code, reason })
      }
    })
    connection = mine
  }

  const drop = (): void => {
    const dropped = connection
    connection = undefined
    isOpen = false
    dropped?.close()
  }

  const up = (): void => {
    if (drivers.size === 0) hello([])
    for (const driver of drivers.values()) driver.up()
  }

  const hello = (spaces: Parameters<SpaceDriver['hello']>[0]): void => {
    send({
      type: 'hello',
      versions: [protocolVersion, protocolVersion],
      token: address?.token ?? '',
      device: device(),
      spaces
    })
  }

  const giveBack = (bytes: number): void => {
    usedBytes += bytes
    if (usedBytes < giveBackBytes) return
    send({ type: 'credit', bytes: usedBytes })
    usedBytes = 0
  }

  const receive = (bytes: Uint8Array): void => {
    dispatch({ type: 'heard' })
    const parsed = parseRelayFrame(bytes)
    if (!parsed.ok) {
      // A later version's frame is answered and passed over (P2); before a welcome it is nothing of Weft's (C5).
      const { code, message } = parsed.error
      const isRelay = link.shown.kind === 'connected'
      if (code === 'unsupported-frame' && isRelay) {
        send({ type: 'error', code, message, retryAfterMs: null, space: null, batch: null })
        return
      }
      drop()
      dispatch({ type: 'closed', code: isRelay ? 1006 : notARelayClose, reason: message })
      return
    }
    const frame = parsed.value
    switch (frame.type) {
      case 'welcome':
        limits = frame.limits
        dispatch({ type: 'welcomed', relayTime: frame.serverTime })
        if (!isCredited) {
          isCredited = true
          usedBytes = 0
          send({ type: 'credit', bytes: creditBytes })
        }
        for (const space of frame.spaces) drivers.get(space.space)?.welcomed(space, limits)
        break
      case 'ping':
        send({ type: 'pong', number: frame.number })
        break
      case 'error':
        if (frame.space !== null) drivers.get(frame.space)?.received(frame, bytes.length)
        else {
          const { code, message, retryAfterMs } = frame
          dispatch({ type: 'error-received', code, message, retryAfterMs })
        }
        break
      case 'entries':
      case 'snapshots':
      case 'receipt':
      case 'devices':
      case 'awareness':
        drivers.get(frame.space)?.received(frame, bytes.length)
        break
      default:
        break
    }
  }

  return {
    link: shown,
    pair: (next) => {
      address = next
      dispatch({ type: next ? 'paired' : 'unpaired' })
    },
    network: (network) => dispatch({ type: 'network', network }),
    join: (space) => {
      // A tab that comes to lead while the space is being opened is told of it twice; greeted twice on one connection,
      // the relay would let go of the first greeting while the device already pushes.
      if (drivers.has(space.name)) return
      const driver = createSpaceDriver({
        space,
        clock,
        random,
        send,
        giveBack,
        sendHello: hello,
        reconnect: () => dispatch({ type: 'reconnect' })
      })
      drivers.set(space.name, driver)
      if (isOpen) driver.up()
      else if (link.shown.kind === 'held') driver.hold()
    },
    leave: (name) => {
      drivers.get(name)?.close()
      drivers.delete(name)
    },
    edited: (name) => drivers.get(name)?.edited(),
    send: (name, frame) => {
      if (!isOpen || !drivers.get(name)?.isLive()) return false
      send(frame)
      return true
    },
    retry: () => {
      dispatch({ type: 'retry' })
      for (const driver of drivers.values()) driver.retry()
    },
    hint: () => dispatch({ type: 'hint' }),
    reconnect: () => dispatch({ type: 'reconnect' }),
    close: () => {
      dispatch({ type: 'unpaired' })
      for (const driver of drivers.values()) driver.close()
      drivers.clear()
    }
  }
}
