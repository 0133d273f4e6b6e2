// An unmodified Hocuspocus provider: while it counts no unsynced changes, it shows that the relay has all of them.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import WebSocket from 'ws'
import { openKeptDoc } from './kept-doc.mjs'

/** The provider may close a socket that has not opened and hear of it no more; for Node an error nobody hears is the end. */
class ForgivingWebSocket extends WebSocket {
  constructor(address) {
    super(address)
    this.on('error', () => {})
  }
}

export async function openHocuspocusClient({ url, space, document, folder, own, say }) {
  const ydoc = openKeptDoc({ folder, own })
  const socket = new HocuspocusProviderWebsocket({
    url: `${url.replace('http', 'ws')}/hocuspocus/${space}`,
    WebSocketPolyfill: ForgivingWebSocket,
    delay: 100,
    minDelay: 50,
    maxDelay: 300
  })
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name: document,
    document: ydoc,
    token: '',
    onUnsyncedChanges: ({ number }) => {
      if (number === 0) own.kept(() => true)
    },
    // The relay's word that it does not take something.
    onStateless: ({ payload }) => say('refused', payload),
    onAuthenticationFailed: ({ reason }) => say('refused', reason)
  })
  provider.attach()
  // While it is still closing it takes no wish to connect.
  let wanted = true
  socket.on('disconnect', () => {
    if (wanted && !socket.shouldConnect) void socket.connect()
  })
  return {
    ydoc,
    connect: () => {
      wanted = true
      void socket.connect()
    },
    disconnect: () => {
      wanted = false
      socket.disconnect()
    },
    shown: () => ({ isSynced: provider.synced, unsynced: provider.unsyncedChanges })
  }
}
