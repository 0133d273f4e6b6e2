// A WebSocket whose wire bytes are counted.

import { once } from 'node:events'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'

export interface CountedSocket {
  readonly socket: WebSocket
  bytes(): { readonly in: number; readonly out: number }
}

/** Listeners for messages are to be set before this is awaited: the first may come with the answer to the upgrade. */
export function connect(
  url: string,
  protocols: string[] = []
): CountedSocket & { readonly open: Promise<unknown> } {
  const socket = new WebSocket(url.replace('http', 'ws'), protocols, { perMessageDeflate: false })
  let wire: Socket | undefined
  socket.on('upgrade', (response) => {
    wire = response.socket
  })
  return {
    socket,
    open: once(socket, 'open'),
    bytes: () => ({ in: wire?.bytesRead ?? 0, out: wire?.bytesWritten ?? 0 })
  }
}
