// The connection port over one WebSocket.

import type { Duplex } from 'node:stream'
import type { Clock } from '@weft/base'
import type { WebSocket } from 'ws'
import { watchAnswers } from './answered.js'
import type { Connection } from './connection.js'
import { frameMessage } from './message-frame.js'

/** A peer that does not answer a close is cut off after this. */
const closeTimeoutMs = 2_000

export interface Wire {
  readonly socket: WebSocket
  /** What the socket writes to. Frames without extensions may be written to it between those that ws writes. */
  readonly stream: Duplex
  readonly frame: (content: Uint8Array) => Uint8Array
  /** Whether the other side is asked how far it has read. */
  readonly asks: boolean
}

export function createWsConnection({ socket, stream, frame, asks }: Wire, clock: Clock): Connection {
  let cancelCut: (() => void) | undefined
  let drained = (): void => undefined
  const answered = asks
    ? watchAnswers(
        socket,
        (ping) => stream.write(ping),
        () => drained()
      )
    : undefined
  let corked = false
  const uncork = (): void => {
    corked = false
    stream.uncork()
  }
  // Without this listener a malformed frame would end the process. ws closes the socket itself, with 1002 or 1009.
  socket.on('error', () => {})
  socket.on('close', () => cancelCut?.())
  /** All that is sent in one turn of the loop leaves in one system call. */
  const cork = (): void => {
    if (corked) return
    corked = true
    stream.cork()
    process.nextTick(uncork)
  }
  return {
    send: (bytes) => {
      if (socket.readyState !== socket.OPEN) return
      cork()
      stream.write(frame(bytes))
      answered?.sent(bytes.length)
    },
    sendParts: (head, rest) => {
      if (socket.readyState !== socket.OPEN) return
      cork()
      stream.write(frameMessage(head, rest.length))
      stream.write(rest)
      answered?.sent(head.length + rest.length)
    },
    close: (code, reason) => {
      socket.close(code, reason)
      cancelCut ??= clock.after(closeTimeoutMs, () => socket.terminate())
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    bufferedAmount: () => socket.bufferedAmount,
    unansweredAmount: () => answered?.unanswered() ?? 0,
    onMessage: (listener) => {
      socket.on('message', (data, isBinary) => {
        // A text frame has no type byte of ours: the session finds it unreadable.
        listener(isBinary ? (data as Buffer) : new Uint8Array())
      })
    },
    onClose: (listener) => {
      socket.on('close', listener)
    },
    onDrain: (listener) => {
      drained = listener
      stream.on('drain', listener)
    }
  }
}
