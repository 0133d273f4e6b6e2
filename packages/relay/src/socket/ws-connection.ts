// The connection port over one WebSocket.

import type { Clock } from '@weft/base'
import type { WebSocket } from 'ws'
import type { Connection } from './connection.js'

/** A peer that does not answer a close is cut off after this. */
const closeTimeoutMs = 2_000

export function createWsConnection(socket: WebSocket, clock: Clock): Connection {
  let drained: (() => void) | undefined
  let cancelCut: (() => void) | undefined
  const sent = (): void => drained?.()
  // Without this listener a malformed frame would end the process. ws closes the socket itself, with 1002 or 1009.
  socket.on('error', () => {})
  socket.on('close', () => cancelCut?.())
  return {
    send: (bytes) => {
      if (socket.readyState === socket.OPEN) socket.send(bytes, sent)
    },
    close: (code, reason) => {
      socket.close(code, reason)
      cancelCut ??= clock.after(closeTimeoutMs, () => socket.terminate())
    },
    bufferedAmount: () => socket.bufferedAmount,
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
    }
  }
}
