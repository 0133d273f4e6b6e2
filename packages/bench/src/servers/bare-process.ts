// The limits of the stack: passes each message to all others at the same path, at once or, batching, once a turn of the loop.
// Keeping, it has all that was ever said at a path in memory, and sends it to whoever comes.

import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

const isBatching = process.argv.includes('--batching')
const isKeeping = process.argv.includes('--keeping')
const kept = new Map<string, Buffer[]>()
const rooms = new Map<string, Set<WebSocket>>()
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })

server.on('connection', (socket, { url = '' }) => {
  const room = rooms.get(url) ?? new Set<WebSocket>()
  rooms.set(url, room.add(socket))
  const said = kept.get(url) ?? []
  if (isKeeping) kept.set(url, said)
  for (const message of said) socket.send(message)
  let waiting: Buffer[] = []
  const flush = (): void => {
    const frame = waiting.length === 1 ? waiting[0] : Buffer.concat(waiting)
    waiting = []
    for (const other of room) {
      if (other !== socket && other.readyState === WebSocket.OPEN) other.send(frame as Buffer)
    }
  }
  socket.on('message', (data: Buffer) => {
    waiting.push(data)
    if (isKeeping) said.push(data)
    if (!isBatching) flush()
    else if (waiting.length === 1) setImmediate(flush)
  })
  socket.on('close', () => room.delete(socket))
})
server.on('listening', () => {
  process.stdout.write(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
