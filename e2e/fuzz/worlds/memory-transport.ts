// A device's way to a relay in the same process: frames are handed over at once, but never inside the call.

import type { Transport, TransportEvents } from '@weft/client'
import type { Connection } from '@weft/relay'

export interface MemoryWire {
  /** The relay's side. */
  readonly connection: Connection
  /** The device's side. */
  send(bytes: Uint8Array): void
  drop(): void
}

export interface WireEvents {
  received(bytes: Uint8Array): void
  /** Once, whoever closed; 1006 when it was dropped. */
  closed(code: number, reason: string): void
}

/** What is sent while the relay has paused it waits, as in a socket. */
export function createWire(events: WireEvents): MemoryWire {
  let toRelay = (_bytes: Uint8Array): void => undefined
  let ended = (): void => undefined
  let isOpen = true
  let isPaused = false
  let waiting: Uint8Array[] = []
  const end = (code: number, reason: string): void => {
    if (!isOpen) return
    isOpen = false
    ended()
    events.closed(code, reason)
  }
  const send = (bytes: Uint8Array): void => {
    if (isPaused) waiting.push(bytes)
    else if (isOpen) toRelay(bytes)
  }
  return {
    connection: {
      send: (bytes) => {
        if (isOpen) events.received(bytes)
      },
      sendParts: (head, rest) => {
        if (isOpen) events.received(Uint8Array.from([...head, ...rest]))
      },
      close: end,
      bufferedAmount: () => 0,
      unansweredAmount: () => 0,
      pause: () => {
        isPaused = true
      },
      resume: () => {
        isPaused = false
        for (const bytes of waiting.splice(0)) send(bytes)
      },
      onMessage: (listener) => {
        toRelay = listener
      },
      onClose: (listener) => {
        ended = listener
      },
      onDrain: () => undefined
    },
    send,
    drop: () => {
      waiting = []
      end(1006, '')
    }
  }
}

/** What travels, changed on its way: none, the frame as it is, or others in its place. */
export type Passage = (bytes: Uint8Array) => readonly Uint8Array[]

export const straight: Passage = (bytes) => [bytes]

/** `accept` is the relay's; `passage` is what becomes of a frame from the relay. */
export function memoryTransport(
  accept: (connection: Connection) => void,
  passage: Passage = straight
): Transport {
  return {
    connect: (_url: string, events: TransportEvents) => {
      const wire = createWire({
        received: (bytes) => {
          const copy = bytes.slice()
          queueMicrotask(() => {
            for (const frame of passage(copy)) events.received(frame)
          })
        },
        closed: (code, reason) => queueMicrotask(() => events.closed(code, reason))
      })
      queueMicrotask(() => {
        accept(wire.connection)
        events.opened()
      })
      return {
        send: (bytes) => {
          const copy = bytes.slice()
          queueMicrotask(() => wire.send(copy))
        },
        bufferedBytes: () => 0,
        close: () => wire.drop()
      }
    }
  }
}
