// The relay's HTTP server: checks where a request comes from, upgrades devices, answers the rest.

import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { originPolicy, originTrouble } from '../access/request-origin.js'
import type { Upgrades } from '../socket/upgrade.js'
import { type AnswerContext, answer, answerText } from './answer.js'

export interface ListenOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
}

export interface Listening {
  /** `http://127.0.0.1:7420`. */
  readonly url: string
  readonly port: number
  readonly host: string
}

export interface HttpServer {
  readonly listening: Listening
  /** No new request is taken; resolves when those under way are answered or cut. */
  close(): Promise<void>
}

export interface HttpServerOptions extends ListenOptions, AnswerContext {
  readonly origins: readonly string[]
  readonly upgrades: Upgrades
  /** A page of this origin, or a request to this host name, is not answered; told once for each. */
  readonly turnedAway: (who: { readonly origin: string | null; readonly host: string | null }) => void
}

/** What is told once is remembered, up to this many. */
const mostTurnedAway = 256

/** Rejects as node does: `EADDRINUSE` for a port in use. */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const policy = originPolicy(options.host, options.origins)
  const told = new Set<string>()
  const trouble = ({ headers: { host, origin } }: IncomingMessage): string | undefined => {
    const why = originTrouble(policy, host, origin)
    const who = `${origin} ${host}`
    if (why !== undefined && told.size < mostTurnedAway && !told.has(who)) {
      told.add(who)
      options.turnedAway({ origin: origin ?? null, host: host ?? null })
    }
    return why
  }
  const server = createServer({ maxHeaderSize: 16 * 1024, requireHostHeader: true }, (request, response) => {
    const why = trouble(request)
    const { origin } = request.headers
    if (origin !== undefined && options.origins.includes(origin)) {
      // A page elsewhere may ask whether this is a relay, as it may connect.
      response.setHeader('Access-Control-Allow-Origin', origin)
      response.setHeader('Access-Control-Expose-Headers', 'X-Weft')
    }
    if (why) answerText(response, 403, why)
    else answer(options, request, response).catch(() => response.destroy())
  })
  server.maxHeadersCount = 100
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {})
    const why = trouble(request)
    if (options.stopping()) refuseUpgrade(socket, 503, 'the relay is stopping')
    else if (why) refuseUpgrade(socket, 403, why)
    else {
      const refused = options.upgrades.take(request, socket, head)
      if (refused) refuseUpgrade(socket, refused.status, refused.text)
    }
  })
  await bind(server, options)
  const { port } = server.address() as AddressInfo
  const { host } = options
  const listening = { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, port, host }
  return {
    listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

const bind = (server: Server, { port, host }: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const reasonByStatus: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable'
}

function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`
  const head = [
    `HTTP/1.1 ${status} ${reasonByStatus[status]}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close'
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
