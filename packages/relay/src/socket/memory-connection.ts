// The connection port without a socket, for simulated worlds and tests: two ends in one process.

import type { Connection } from './connection.js'

export interface MemoryConnection {
  /** What the relay accepts. */
  readonly connection: Connection
  /** The device's side. */
  readonly device: MemoryDevice
}

export interface MemoryDevice {
  send(bytes: Uint8Array): void
  /** Ends it from the device's side, or as a lost network does. */
  close(): void
  /** Pretends that so many bytes are stuck on the way to the device; a lower number lets go of what waits. */
  setBuffered(bytes: number): void
  /** Reads nothing from now on: what is sent waits on the way. */
  stall(): void
  /** Reads the next frames, until it has read this many bytes or none is left, and goes on reading nothing. */
  read(bytes: number): void
}

export interface MemoryConnectionEvents {
  received(bytes: Uint8Array): void
  /** Once, whoever closed; 1006 when the device did. */
  closed(code: number, reason: string): void
}

/** Everything is handed over at once, in the call: a world that wants delays puts them around its events. */
export function createMemoryConnection(events: MemoryConnectionEvents): MemoryConnection {
  let toRelay: ((bytes: Uint8Array) => void) | undefined
  let ended: (() => void) | undefined
  let drained: (() => void) | undefined
  let buffered = 0
  let open = true
  let paused = false
  /** What the device sent while the relay took nothing. */
  let waiting: Uint8Array[] = []
  /** What the relay sent while the device read nothing; undefined while it reads. */
  let unread: Uint8Array[] | undefined
  const end = (code: number, reason: string): void => {
    if (!open) return
    open = false
    ended?.()
    events.closed(code, reason)
  }
  const deliver = (bytes: Uint8Array): void => {
    if (paused) waiting.push(bytes)
    else if (open) toRelay?.(bytes)
  }
  const send = (bytes: Uint8Array): void => {
    if (!open) return
    if (unread) {
      unread.push(bytes)
      buffered += bytes.length
    } else events.received(bytes)
  }
  return {
    connection: {
      send,
      sendParts: (head, rest) => send(joined(head, rest)),
      close: end,
      pause: () => {
        paused = true
      },
      resume: () => {
        paused = false
        const bytes = waiting
        waiting = []
        for (const frame of bytes) deliver(frame)
      },
      bufferedAmount: () => buffered,
      unansweredAmount: () => buffered,
      onMessage: (listener) => {
        toRelay = listener
      },
      onClose: (listener) => {
        ended = listener
      },
      onDrain: (listener) => {
        drained = listener
      }
    },
    device: {
      send: (bytes) => {
        deliver(bytes)
      },
      close: () => end(1006, ''),
      setBuffered: (bytes) => {
        const fell = bytes < buffered
        buffered = bytes
        if (fell) drained?.()
      },
      stall: () => {
        unread ??= []
      },
      read: (bytes) => {
        for (let left = bytes; left > 0 && unread && unread.length > 0; ) {
          const frame = unread.shift() as Uint8Array
          left -= frame.length
          buffered -= frame.length
          events.received(frame)
        }
        drained?.()
      }
    }
  }
}

function joined(head: Uint8Array, rest: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + rest.length)
  bytes.set(head)
  bytes.set(rest, head.length)
  return bytes
}
