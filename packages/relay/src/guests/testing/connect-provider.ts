// Unmodified y-websocket clients for tests, and what they show.

import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

type Options = NonNullable<ConstructorParameters<typeof WebsocketProvider>[3]>

export interface Providers {
  /** Without a BroadcastChannel unless asked for. `url` is a world's. */
  connect(
    url: string,
    options?: Options & { readonly room?: string; readonly doc?: Y.Doc }
  ): WebsocketProvider
  /** Ends all that were made. */
  close(): void
}

export function createProviders(): Providers {
  const providers: WebsocketProvider[] = []
  return {
    connect: (url, { room = 'readme', doc = new Y.Doc(), ...options } = {}) => {
      const provider = new WebsocketProvider(`${url}/yjs/notes`, room, doc, {
        WebSocketPolyfill: WebSocket as never,
        disableBc: true,
        maxBackoffTime: 50,
        ...options
      })
      providers.push(provider)
      return provider
    },
    close: () => {
      for (const provider of providers.splice(0)) {
        provider.destroy()
        provider.awareness.destroy()
      }
    }
  }
}

export const textOf = ({ doc }: { readonly doc: Y.Doc }): Y.Text => doc.getText('t')

/** Everything that must be equal: text, clocks, deletions, and that nothing is pending. */
export function fullState(doc: Y.Doc): unknown {
  const { clients } = Y.createDeleteSetFromStructStore(doc.store)
  return {
    text: doc.getText('t').toString(),
    vector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b),
    deleted: [...clients]
      .map(([client, items]) => [client, items.map(({ clock, len }) => [clock, len])])
      .sort(),
    pending: [doc.store.pendingStructs, doc.store.pendingDs]
  }
}
