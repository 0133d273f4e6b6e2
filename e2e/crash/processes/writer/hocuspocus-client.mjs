// An unmodified Hocuspocus provider: what its relay confirmed of what it sent is what it knows to be on the relay.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import * as decoding from 'lib0/decoding'
import { openKeptDoc } from './kept-doc.mjs'
import { tappedWebSocket } from './tapped-socket.mjs'

const message = { sync: 0, syncStatus: 8 }
const sync = { stepOne: 0, stepTwo: 1 }

export async function openHocuspocusClient({ url, space, document, folder, own, say }) {
  const ydoc = openKeptDoc({ folder, own })

  /**
   * Of one socket. The provider's own count is made anew with each connection and is too low while it sends what it kept
   * for the next; here all that was sent is counted, and nothing is claimed before the answer to the relay's step 1.
   */
  const tap = () => {
    const answers = { wanted: 0, come: 0 }
    let covered = 0
    let hasAnswered = false
    return {
      sent: (bytes) => {
        const { type, decoder } = readMessage(bytes)
        if (type !== message.sync) return
        const syncType = decoding.readVarUint(decoder)
        if (syncType === sync.stepOne) return
        if (syncType === sync.stepTwo) hasAnswered = true
        answers.wanted += 1
        covered = own.last
      },
      received: (bytes) => {
        const { type, decoder } = readMessage(bytes)
        if (type !== message.syncStatus) return
        if (decoding.readVarInt(decoder) !== 1) {
          say('refused', 'SyncStatus')
          return
        }
        answers.come += 1
        if (hasAnswered && answers.come === answers.wanted) own.kept(({ number }) => number <= covered)
      }
    }
  }

  const socket = new HocuspocusProviderWebsocket({
    url: `${url.replace('http', 'ws')}/hocuspocus/${space}`,
    WebSocketPolyfill: tappedWebSocket(tap),
    delay: 100,
    minDelay: 50,
    maxDelay: 300
  })
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name: document,
    document: ydoc,
    token: '',
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

function readMessage(bytes) {
  const decoder = decoding.createDecoder(bytes)
  decoding.readVarString(decoder)
  return { type: decoding.readVarUint(decoder), decoder }
}
