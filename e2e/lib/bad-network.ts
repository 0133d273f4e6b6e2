// A bad network on loopback: a proxy in front of a relay that counts bytes, holds them back, falls silent and cuts.

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Scope } from '@weft/base'

export interface BadNetwork {
  readonly url: string
  /** Where new connections lead. */
  target: number
  /** Bytes of sync sockets so far; pages and their files are not counted. */
  readonly bytes: { readonly up: number; readonly down: number }
  /** Sync sockets that were opened so far. */
  readonly sockets: number
  /** Sync sockets that are open now. */
  readonly open: number
  /** What the relay sends on sync sockets waits here until `release`. Page files still pass. */
  holdDown(): void
  /** What devices send on sync sockets waits here until `release`: a network that has gone silent without a word. */
  holdUp(): void
  /** Lets everything held go, in order. */
  release(): void
  /** Ends every connection at once, with what was held, and takes no new one until `allow`. */
  refuse(): void
  allow(): void
  /** Ends every connection at once. */
  cut(): void
  /** As holdDown, once so many more bytes have come down; resolves then. */
  holdAfterDown(bytes: number): Promise<void>
}

/** Of devices, and of clients of other protocols. */
const syncRequest = /^GET \/(v1\/sync |yjs\/|hocuspocus\/)/

interface Line {
  readonly device: Socket
  readonly relay: Socket
  isSync: boolean
  readonly heldUp: Buffer[]
  readonly heldDown: Buffer[]
}

export async function openBadNetwork(scope: Scope, target: number): Promise<BadNetwork> {
  const lines = new Set<Line>()
  const bytes = { up: 0, down: 0 }
  let sockets = 0
  let isRefusing = false
  let holdsUp = false
  let holdsDown = false
  let downLeft = Number.POSITIVE_INFINITY
  let reached = (): void => {}

  const end = (line: Line): void => {
    lines.delete(line)
    line.device.destroy()
    line.relay.destroy()
  }
  const endAll = (): void => {
    for (const line of [...lines]) end(line)
  }

  const fromDevice = (line: Line, chunk: Buffer): void => {
    if (!line.isSync && syncRequest.test(chunk.subarray(0, 32).toString('latin1'))) {
      line.isSync = true
      sockets += 1
    }
    if (line.isSync) bytes.up += chunk.length
    if (line.isSync && holdsUp) line.heldUp.push(chunk)
    else line.relay.write(chunk)
  }
  const fromRelay = (line: Line, chunk: Buffer): void => {
    if (line.isSync && holdsDown) {
      line.heldDown.push(chunk)
      return
    }
    if (!line.isSync) {
      line.device.write(chunk)
      return
    }
    const passed = chunk.subarray(0, Math.min(chunk.length, downLeft))
    bytes.down += passed.length
    downLeft -= passed.length
    line.device.write(passed)
    if (downLeft > 0) return
    downLeft = Number.POSITIVE_INFINITY
    holdsDown = true
    line.heldDown.push(chunk.subarray(passed.length))
    reached()
  }

  const server = createServer((device) => {
    if (isRefusing) {
      device.destroy()
      return
    }
    const relay = connect({ port: proxy.target, host: '127.0.0.1' })
    const line: Line = { device, relay, isSync: false, heldUp: [], heldDown: [] }
    lines.add(line)
    device.setNoDelay(true)
    relay.setNoDelay(true)
    device.on('data', (chunk: Buffer) => fromDevice(line, chunk))
    relay.on('data', (chunk: Buffer) => fromRelay(line, chunk))
    for (const socket of [device, relay]) {
      socket.on('error', () => end(line))
      socket.on('close', () => {
        // The end of a line is news too: it does not get through while news is held.
        const isHeld = line.isSync && (socket === relay ? holdsDown : holdsUp)
        if (!isHeld) end(line)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.own(async () => {
    endAll()
    server.close()
    await once(server, 'close')
  })

  const proxy: BadNetwork = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    bytes,
    get sockets() {
      return sockets
    },
    get open() {
      return [...lines].filter((line) => line.isSync).length
    },
    holdDown: () => {
      holdsDown = true
    },
    holdUp: () => {
      holdsUp = true
    },
    release: () => {
      holdsUp = false
      holdsDown = false
      for (const line of [...lines]) {
        for (const chunk of line.heldUp.splice(0)) line.relay.write(chunk)
        for (const chunk of line.heldDown.splice(0)) fromRelay(line, chunk)
        if (line.device.destroyed || line.relay.destroyed) end(line)
      }
    },
    refuse: () => {
      isRefusing = true
      endAll()
    },
    allow: () => {
      isRefusing = false
      holdsUp = false
      holdsDown = false
    },
    cut: endAll,
    holdAfterDown: (limit) => {
      downLeft = limit
      return new Promise((resolve) => {
        reached = resolve
      })
    }
  }
  return proxy
}
