// How much of what was sent the other side has read: pings of WebSocket stand between the frames, and each is answered
// by whoever reads, a browser included, before any of its code runs.
//
// What the system holds of a socket is memory too, megabytes of each, and all sockets share what it has.

import type { WebSocket } from 'ws'

export interface Answered {
  /** So many more bytes were sent. */
  sent(bytes: number): void
  /** Sent, and not known to have been read. */
  unanswered(): number
}

/** So many bytes are between two pings. */
const everyBytes = 128 * 1024
const numberBytes = 8
/** A ping in one frame, unmasked, of so many bytes (RFC 6455, 5.2). */
const pingHead = Buffer.of(0x89, numberBytes)

/** `write` gets each ping, framed. */
export function watchAnswers(
  socket: WebSocket,
  write: (frame: Uint8Array) => void,
  answered: () => void
): Answered {
  let total = 0
  let asked = 0
  let read = 0
  socket.on('pong', (data: Buffer) => {
    if (data.length !== numberBytes) return
    // Nobody has read what was not sent.
    read = Math.max(read, Math.min(asked, Number(data.readBigUInt64BE())))
    answered()
  })
  return {
    sent: (bytes) => {
      total += bytes
      if (total - asked < everyBytes) return
      asked = total
      const frame = Buffer.allocUnsafe(pingHead.length + numberBytes)
      frame.set(pingHead)
      frame.writeBigUInt64BE(BigInt(asked), pingHead.length)
      write(frame)
    },
    unanswered: () => total - read
  }
}
