// A relay on a real socket for the pinned cases, and a client that shows whether it still serves.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { systemClock, systemRandom } from '@weft/base'
import { openRelay, type Relay, type RelayOptions } from '@weft/relay'
import { createMemoryLog, type Log } from '@weft/relay/log'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'

export interface PinnedRelay {
  readonly relay: Relay
  readonly log: Log
  readonly port: number
  /** `ws://127.0.0.1:7420`. */
  readonly url: string
  /** Rejects when a fresh y-websocket client is not answered. */
  stillServes(): Promise<void>
  close(): Promise<void>
}

export async function openPinnedRelay(options: Partial<RelayOptions> = {}): Promise<PinnedRelay> {
  const log = options.log ?? createMemoryLog({ random: systemRandom })
  const relay = openRelay({ clock: systemClock, random: systemRandom, ...options, log })
  const { port } = await relay.listen({ port: 0, host: '127.0.0.1' })
  const url = `ws://127.0.0.1:${port}`
  return {
    ...{ relay, log, port, url },
    stillServes: async () => {
      const socket = new WebSocket(`${url}/yjs/notes/calm?token=${encodeURIComponent(options.secret ?? '')}`)
      const answered = once(socket, 'message')
      await once(socket, 'open')
      socket.send(Uint8Array.of(0, 0, 1, 0))
      await answered
      socket.terminate()
    },
    close: () => relay.close({ retryAfterMs: 0 })
  }
}

export async function headOf(log: Log): Promise<number> {
  const spaces = await log.spaces()
  return spaces.reduce((sum, { head }) => sum + head.position, 0)
}

const key = 'dGhlIHNhbXBsZSBub25jZQ=='

/** A TCP connection on which a WebSocket was opened by hand; resolves with the answer's head too. */
export async function openByHand(
  port: number,
  path: string,
  headers: readonly string[] = []
): Promise<{ readonly socket: Socket; readonly head: string }> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    ...headers,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const head = await Promise.race([
    once(socket, 'data').then(([bytes]) => String(bytes)),
    once(socket, 'close').then(() => '')
  ])
  return { socket, head }
}

/** A client's frame: masked with zeros, short. `first` is the byte of flags and opcode. */
export function frameOf(first: number, content: Uint8Array): Buffer {
  if (content.length > 125) throw new RangeError('a short frame')
  return Buffer.concat([Uint8Array.of(first, 0x80 | content.length, 0, 0, 0, 0), content])
}

/** The code of the close frame that ends what the relay sends, or 1006 where there is none. */
export function closeCodeOf(socket: Socket): Promise<number> {
  let received = Buffer.alloc(0)
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes])
  })
  return once(socket, 'close').then(() => {
    for (let at = 0; at + 4 <= received.length; ) {
      const [first = 0, length = 0] = received.subarray(at)
      if (first === 0x88 && length >= 2) return received.readUInt16BE(at + 2)
      at += 2 + (length === 126 ? 2 + received.readUInt16BE(at + 2) : length)
    }
    return 1006
  })
}

/** A WebSocket that keeps what it hears; for what no client library sends. */
export async function openSocket(address: string, protocols: string[] = []) {
  const socket = new WebSocket(address, protocols)
  const heard: Uint8Array[] = []
  socket.on('message', (data) => heard.push(data as Buffer))
  socket.on('error', () => undefined)
  const closed = once(socket, 'close').then(([code, reason]) => ({
    code: code as number,
    reason: String(reason)
  }))
  await Promise.race([once(socket, 'open'), closed])
  return { socket, heard, closed }
}

export const syncMessage = (step: number, content: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, step)
    encoding.writeVarUint8Array(encoder, content)
  })

export const named = (name: string, ...bytes: readonly number[]): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarString(encoder, name)
    for (const byte of bytes) encoding.writeUint8(encoder, byte)
  })

/** Reasons of the permission-denied messages of y-protocols. */
export function deniedOf(heard: readonly Uint8Array[]): string[] {
  return heard.flatMap((bytes) => {
    const decoder = decoding.createDecoder(bytes)
    if (decoding.readVarUint(decoder) !== 2) return []
    decoding.readVarUint(decoder)
    return [/^[a-z0-9-]+/.exec(decoding.readVarString(decoder))?.[0] ?? '']
  })
}

/** Looks every few ms; the test's own timeout is the bound. */
export async function untilTrue(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
