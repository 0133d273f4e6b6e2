// From an HTTP upgrade request to a connection: the path, the subprotocol, and bounds that hold before any hello.

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '@weft/base'
import { type Limits, subprotocol } from '@weft/protocol'
import { WebSocketServer } from 'ws'
import type { Connection } from './connection.js'
import { createMessageFramer } from './message-frame.js'
import { createWsConnection } from './ws-connection.js'

export const syncPath = '/v1/sync'
/** A frame that is a little too large still gets an answer that says so; beyond this the socket closes with 1009. */
const slackBytes = 64 * 1024
/** Many tiny fragments or chunks cost far more memory than their bytes. */
const mostFragments = 128
const mostChunks = 16 * 1024

export interface Upgrades {
  /** The caller has checked host and origin. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Cuts what is still open. */
  close(): void
}

export interface UpgradesOptions {
  readonly limits: Limits
  readonly clock: Clock
  readonly connected: (connection: Connection) => void
}

export function createUpgrades({ limits, clock, connected }: UpgradesOptions): Upgrades {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: limits.frameBytes + slackBytes,
    maxFragments: mostFragments,
    maxBufferedChunks: mostChunks,
    // Deflating costs about eight times the CPU, and content is small or compressed already.
    perMessageDeflate: false,
    handleProtocols: () => subprotocol
  } as ConstructorParameters<typeof WebSocketServer>[0])
  const frame = createMessageFramer()
  return {
    take: (request, socket, head) => {
      sockets.handleUpgrade(request, socket, head, (client) =>
        connected(createWsConnection({ socket: client, stream: socket, frame }, clock))
      )
    },
    close: () => {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    }
  }
}

/** undefined, or what is answered instead of an upgrade. */
export function upgradeTrouble(
  request: IncomingMessage
): { readonly status: number; readonly text: string } | undefined {
  const path = (request.url ?? '').split('?', 1)[0]
  if (path !== syncPath) return { status: 404, text: `devices connect to ${syncPath}` }
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  if (!offered.includes(subprotocol))
    return { status: 400, text: `the subprotocol ${subprotocol} is not offered` }
  return undefined
}
