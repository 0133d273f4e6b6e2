// A WebSocket whose wire bytes are counted.

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { ClientOptions } from './client.js'

export interface CountedSocket {
  readonly socket: WebSocket
  /** Ends it, without a word and without `onClosed`. */
  close(): void
  bytes(): { readonly in: number; readonly out: number }
}

/** Listeners for messages are to be set before this is awaited: the first may come with the answer to the upgrade. */
export function connect(
  url: string,
  { onClosed, name }: ClientOptions,
  protocols: string[] = []
): CountedSocket & { readonly open: Promise<unknown> } {
  const socket = new WebSocket(url.replace('http', 'ws'), protocols, { perMessageDeflate: false })
  let wire: Socket | undefined
  socket.on('upgrade', (response) => {
    wire = response.socket
  })
  const told = (code: number): void => {
    if (onClosed) onClosed(code)
    else throw new Error(`the server closed the connection of ${name} with ${code}`)
  }
  socket.on('close', told)
  return {
    socket,
    close: () => {
      socket.off('close', told)
      socket.terminate()
    },
    open: once(socket, 'open'),
    bytes: () => ({ in: wire?.bytesRead ?? 0, out: wire?.bytesWritten ?? 0 })
  }
}
