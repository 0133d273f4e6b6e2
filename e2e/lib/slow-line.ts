// A slow line on loopback: a proxy that lets so many bytes a second down, in order, and everything up at once.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import type { Scope } from '@weft/base'

export interface SlowLine {
  /** `ws://127.0.0.1:7420`. */
  readonly url: string
  /** That came down so far. */
  readonly bytes: number
  readonly connections: number
}

const tickMs = 100

export async function openSlowLine(scope: Scope, target: number, bytesPerSecond: number): Promise<SlowLine> {
  let bytes = 0
  let connections = 0
  const server = createServer((client) => {
    connections++
    const relay = connect(target, '127.0.0.1')
    // Read no faster than it may go down, so that the relay notices.
    relay.on('readable', () => undefined)
    client.pipe(relay)
    const timer = setInterval(() => {
      const most = (bytesPerSecond * tickMs) / 1_000
      const chunk: Buffer | null = relay.read(Math.min(most, relay.readableLength)) as Buffer | null
      if (!chunk) return
      bytes += chunk.length
      client.write(chunk)
    }, tickMs)
    const end = (): void => {
      clearInterval(timer)
      client.destroy()
      relay.destroy()
    }
    for (const socket of [client, relay]) {
      socket.on('close', end)
      socket.on('error', end)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.own(() => void server.close())
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get bytes() {
      return bytes
    },
    get connections() {
      return connections
    }
  }
}
