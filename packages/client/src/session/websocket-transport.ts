// The transport over the platform's WebSocket, in browsers and in Node 22; older Nodes hand in one such as `ws`.

import { subprotocol } from '@weft/protocol'
import { notARelayClose } from './link-machine.js'
import type { Transport } from './transport.js'

/** What this needs of a WebSocket class; the platform's and `ws` both have it. */
export interface WebSocketLike {
  binaryType: string
  readonly bufferedAmount: number
  readonly protocol: string
  send(bytes: Uint8Array): void
  close(): void
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
}

export type WebSocketClass = new (url: string, protocols: string[]) => WebSocketLike

const path = '/v1/sync'

export function webSocketTransport(
  Socket: WebSocketClass = (globalThis as unknown as { WebSocket: WebSocketClass }).WebSocket
): Transport {
  return {
    connect: (url, events) => {
      const socket = new Socket(webSocketAddress(url), [subprotocol])
      socket.binaryType = 'arraybuffer'
      let isOpen = false
      let isClosed = false
      const closed = (code: number, reason: string): void => {
        if (isClosed) return
        isClosed = true
        events.closed(code, reason)
      }
      socket.onopen = () => {
        if (socket.protocol !== subprotocol) {
          closed(notARelayClose, `no subprotocol ${subprotocol}`)
          socket.close()
          return
        }
        isOpen = true
        events.opened()
      }
      socket.onmessage = (event: { data: unknown }) => {
        if (isClosed) return
        if (event.data instanceof ArrayBuffer) events.received(new Uint8Array(event.data))
        else {
          closed(notARelayClose, 'a text message')
          socket.close()
        }
      }
      // Always followed by a close; without a listener `ws` would throw.
      socket.onerror = () => undefined
      socket.onclose = (event: { code: number; reason: string }) => {
        if (isOpen || isClosed) closed(event.code, event.reason)
        else
          void whatAnswers(url).then((isRelay) =>
            closed(isRelay === false ? notARelayClose : 1006, event.reason)
          )
      }
      return {
        send: (bytes) => socket.send(bytes),
        bufferedBytes: () => socket.bufferedAmount,
        close: () => {
          socket.close()
          // A half-open socket may take long to say so.
          closed(1000, 'closed here')
        }
      }
    }
  }
}

export function webSocketAddress(url: string): string {
  const address = new URL(path, url)
  address.protocol = address.protocol === 'https:' || address.protocol === 'wss:' ? 'wss:' : 'ws:'
  return address.href
}

/** After a socket that never opened: a relay, something else (a captive portal), or nobody (undefined) (C5). */
async function whatAnswers(url: string): Promise<boolean | undefined> {
  const address = new URL('/healthz', url)
  address.protocol = address.protocol === 'wss:' || address.protocol === 'https:' ? 'https:' : 'http:'
  try {
    const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(3_000) })
    return answer.headers.get('x-weft') !== null
  } catch {
    return undefined
  }
}
