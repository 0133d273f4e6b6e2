// From an HTTP upgrade request to a connection: the path, the subprotocol, and bounds that hold before any hello.

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '@weft/base'
import { type Limits, subprotocol } from '@weft/protocol'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Connection } from './connection.js'
import { type Endpoint, type EndpointTrouble, endpointOf } from './endpoints.js'
import { createMessageFramer } from './message-frame.js'
import { createWsConnection } from './ws-connection.js'

/** A frame that is a little too large still gets an answer that says so; beyond this the socket closes with 1009. */
const slackBytes = 64 * 1024
/** Many tiny fragments or chunks cost far more memory than their bytes. */
const mostFragments = 128
const mostChunks = 16 * 1024
const probeEveryMs = 30_000
/** What the system holds of a slow link's data may stand before a probe. */
const mostUnanswered = 2
/** While more than this, a few probes, has not even reached the system, a slow link is waited for: five minutes. */
const backlogBytes = 1024
const mostUnansweredBehind = 10

/** How many times the largest update a message may have, to be refused by name. */
const namedFactor = 4

export interface Upgrades {
  /** The caller has checked host and origin. undefined, or what is answered instead of an upgrade. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): EndpointTrouble | undefined
  /** Cuts what is still open. */
  close(): void
}

export interface UpgradesOptions {
  readonly limits: Limits
  readonly clock: Clock
  readonly connected: (connection: Connection, endpoint: Endpoint) => void
}

export function createUpgrades({ limits, clock, connected }: UpgradesOptions): Upgrades {
  // One message of another protocol is one update, so it may be as large as a batch. What is larger is refused by name
  // where its sender has shown a right with its address: a socket that closes would bring the same again (SPEC F6).
  const first = ([protocol]: Set<string>): string | false => protocol ?? false
  const servers = {
    weft: openServer(limits.frameBytes, () => subprotocol),
    yjs: openServer(namedFactor * limits.batchBytes, first),
    hocuspocus: openServer(limits.batchBytes, first)
  }
  const frame = createMessageFramer()
  return {
    take: (request, socket, head) => {
      const endpoint = endpointOf(request.url ?? '', request.headers['sec-websocket-protocol'] ?? '')
      if (endpoint.kind === 'trouble') return endpoint
      servers[endpoint.kind].handleUpgrade(request, socket, head, (client) => {
        const isDevice = endpoint.kind === 'weft'
        if (!isDevice) keepProbing(client, socket, clock)
        const wire = { socket: client, stream: socket, frame, asks: isDevice }
        connected(createWsConnection(wire, clock), endpoint)
      })
      return undefined
    },
    close: () => {
      for (const server of Object.values(servers)) {
        for (const client of server.clients) client.terminate()
        server.close()
      }
    }
  }
}

function openServer(
  messageBytes: number,
  handleProtocols: (offered: Set<string>) => string | false
): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: messageBytes + slackBytes,
    maxFragments: mostFragments,
    maxBufferedChunks: mostChunks,
    // Deflating costs about eight times the CPU, and content is small or compressed already.
    perMessageDeflate: false,
    handleProtocols
  } as ConstructorParameters<typeof WebSocketServer>[0])
}

/**
 * Clients of other protocols may be silent for long; a socket that answers no probe is gone. A probe stands behind what
 * was sent before it, so one whose link is slow is waited for while that has not left.
 */
function keepProbing(socket: WebSocket, stream: Duplex, clock: Clock): void {
  let unanswered = 0
  let unansweredBehind = 0
  socket.on('pong', () => {
    unanswered = 0
    unansweredBehind = 0
  })
  let cancel = clock.after(probeEveryMs, function probe() {
    const isBehind = stream.writableLength > backlogBytes
    if (isBehind ? unansweredBehind >= mostUnansweredBehind : unanswered >= mostUnanswered) {
      socket.terminate()
      return
    }
    if (isBehind) unansweredBehind++
    else unanswered++
    socket.ping()
    cancel = clock.after(probeEveryMs, probe)
  })
  socket.on('close', () => cancel())
}
