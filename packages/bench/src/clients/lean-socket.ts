// A WebSocket that reads next to nothing: messages that nobody wants are counted and passed over, pings are answered.
//
// Two million messages a second are more than a whole client can read; the clients would be what is measured.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'

export interface LeanSocket {
  /** One binary message. */
  send(message: Uint8Array): void
  /** Wire bytes so far, with all that WebSocket adds. */
  bytes(): { readonly in: number; readonly out: number }
  close(): void
}

export interface LeanOptions {
  readonly url: string
  readonly path: string
  readonly protocol?: string
  /** Gets each binary message; false when it wants no more of them. */
  readonly onMessage: (message: Buffer) => boolean
  /** The server ended the connection. */
  readonly onClosed: (why: string) => void
}

const opcode = { binary: 2, close: 8, ping: 9, pong: 10 } as const
const final = 0x80
const headEnd = '\r\n\r\n'
/** What is read at a time, of whichever socket: it has been looked through before the next is read. */
const reading = Buffer.allocUnsafe(256 * 1024)

/** Resolves when the server has agreed to speak WebSocket. */
export async function openLeanSocket(options: LeanOptions): Promise<LeanSocket> {
  const { hostname, port } = new URL(options.url)
  let wants = true
  let upgraded: ((why?: Error) => void) | undefined
  let answer = Buffer.alloc(0)
  const frames = createFrames({
    wants: () => wants,
    took: (kind, content) => {
      if (kind === opcode.ping) write(opcode.pong, content)
      else if (kind === opcode.binary && wants) wants = options.onMessage(content)
      else if (kind === opcode.close)
        ended(`with ${content.length >= 2 ? content.readUInt16BE() : 'no code'}`)
    }
  })

  const take = (length: number): boolean => {
    const bytes = reading.subarray(0, length)
    if (!upgraded) {
      frames.take(bytes)
      return true
    }
    answer = Buffer.concat([answer, bytes])
    const end = answer.indexOf(headEnd)
    if (end < 0) return true
    const isUpgrade = answer.subarray(0, end).toString('latin1').startsWith('HTTP/1.1 101')
    const done = upgraded
    upgraded = undefined
    done(isUpgrade ? undefined : new Error(`no upgrade: ${answer.subarray(0, end).toString('latin1')}`))
    if (isUpgrade) frames.take(answer.subarray(end + headEnd.length))
    return true
  }

  const socket = connect({
    ...{ host: hostname, port: Number(port), noDelay: true },
    onread: { buffer: reading, callback: take }
  })
  let isOver = false
  const ended = (why: string): void => {
    if (isOver) return
    isOver = true
    socket.destroy()
    upgraded?.(new Error(why))
    options.onClosed(why)
  }
  socket.on('error', (error) => ended(error.message))
  socket.on('close', () => ended('without a word'))
  const write = (kind: number, content: Uint8Array): void => void socket.write(maskedFrame(kind, content))

  await once(socket, 'connect')
  const ready = new Promise<void>((resolve, reject) => {
    upgraded = (why) => (why ? reject(why) : resolve())
  })
  socket.write(upgradeRequest(options, `${hostname}:${port}`))
  await ready
  return {
    send: (message) => write(opcode.binary, message),
    bytes: () => ({ in: socket.bytesRead, out: socket.bytesWritten }),
    close: () => {
      isOver = true
      socket.destroy()
    }
  }
}

function upgradeRequest({ path, protocol }: LeanOptions, host: string): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`
  ]
  if (protocol !== undefined) lines.push(`Sec-WebSocket-Protocol: ${protocol}`)
  return lines.join('\r\n') + headEnd
}

interface FrameEvents {
  /** Whether messages are put together at all. */
  readonly wants: () => boolean
  readonly took: (kind: number, content: Buffer) => void
}

/** Servers send whole messages, unmasked (RFC 6455, 5.2). */
function createFrames({ wants, took }: FrameEvents): { take(bytes: Buffer): void } {
  const head = Buffer.alloc(10)
  let headBytes = 0
  let left = 0
  /** undefined: its bytes are passed over. */
  let parts: Buffer[] | undefined

  const end = (): void => {
    if (parts) took((head[0] as number) & 15, Buffer.concat(parts))
    parts = undefined
  }
  const begin = (length: number): void => {
    const first = head[0] as number
    if ((first & final) === 0) throw new Error('a message in pieces')
    left = length
    parts = (first & 15) !== opcode.binary || wants() ? [] : undefined
    if (left === 0) end()
  }
  return {
    take: (bytes) => {
      let at = 0
      while (at < bytes.length) {
        if (left > 0) {
          const to = Math.min(at + left, bytes.length)
          // A copy: the buffer is read into again.
          parts?.push(Buffer.from(bytes.subarray(at, to)))
          left -= to - at
          at = to
          if (left === 0) end()
          continue
        }
        head[headBytes++] = bytes[at++] as number
        const length = lengthIn(head, headBytes)
        if (length === undefined) continue
        headBytes = 0
        begin(length)
      }
    }
  }
}

/** The length that a frame's head tells; undefined while the head is not whole. */
function lengthIn(head: Buffer, bytes: number): number | undefined {
  if (bytes < 2) return undefined
  const short = head[1] as number
  if (short < 126) return short
  if (short === 126) return bytes < 4 ? undefined : head.readUInt16BE(2)
  return bytes < 10 ? undefined : Number(head.readBigUInt64BE(2))
}

const mask = Buffer.from([0x5a, 0x17, 0xc3, 0x88])

/** The mask is the same always: it guards against proxies, of which there is none. */
function maskedFrame(kind: number, content: Uint8Array): Buffer {
  const { length } = content
  const extra = length < 126 ? 0 : length < 0x1_0000 ? 2 : 8
  const frame = Buffer.allocUnsafe(6 + extra + length)
  frame[0] = final | kind
  frame[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127)
  if (extra === 2) frame.writeUInt16BE(length, 2)
  else if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.set(mask, 2 + extra)
  for (let index = 0; index < length; index++) {
    frame[6 + extra + index] = (content[index] as number) ^ (mask[index & 3] as number)
  }
  return frame
}
