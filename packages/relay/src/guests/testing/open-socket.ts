// A plain WebSocket to a relay, for what no client library would send; it keeps all that it hears.

import { once } from 'node:events'
import { type ClientOptions, WebSocket } from 'ws'
import { type Heard, parseHeard } from './test-guest.js'

export interface OpenSocket {
  readonly socket: WebSocket
  readonly heard: Heard[]
  /** Set when it is closed. */
  closed: { readonly code: number; readonly reason: string } | undefined
}

/** Rejects with the status of an upgrade that was refused. */
export async function openSocket(address: string, options: ClientOptions = {}): Promise<OpenSocket> {
  const socket = new WebSocket(address, options)
  const opened: OpenSocket = { socket, heard: [], closed: undefined }
  socket.on('message', (data) => opened.heard.push(parseHeard(data as Buffer)))
  socket.on('close', (code, reason) => {
    opened.closed = { code, reason: reason.toString() }
  })
  const refused = new Promise<never>((_, reject) => {
    socket.on('unexpected-response', (_request, response) => {
      socket.terminate()
      reject(new Error(`status ${response.statusCode}`))
    })
  })
  // Terminating a socket that was refused is told as an error too.
  socket.on('error', () => {})
  await Promise.race([once(socket, 'open'), refused])
  return opened
}

export const deniedOf = ({ heard }: OpenSocket): string[] =>
  heard.flatMap((one) => (one.kind === 'denied' ? [one.reason] : []))
