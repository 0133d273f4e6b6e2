// An unmodified y-websocket client: what the relay sends it, its own edits among it, is what it knows to be on the relay.
import * as decoding from 'lib0/decoding'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { openKeptDoc } from './kept-doc.mjs'
import { openSiblingTab } from './sibling-tab.mjs'
import { tappedWebSocket } from './tapped-socket.mjs'

const message = { sync: 0, auth: 2 }
const sync = { stepOne: 0 }

export async function openYjsClient({ url, space, document, folder, own, say, hasSibling = false }) {
  const ydoc = openKeptDoc({ folder, own })
  /** For each client id the clock up to which the relay has its structs: they stand in the log without a gap (G4). */
  const clocks = new Map()
  let deletes = Y.createDeleteSet()
  const hearClock = (client, clock) => clocks.set(client, Math.max(clock, clocks.get(client) ?? 0))

  const received = (bytes) => {
    const decoder = decoding.createDecoder(bytes)
    const type = decoding.readVarUint(decoder)
    if (type === message.auth) say('refused', String.fromCharCode(...bytes.subarray(3)))
    if (type !== message.sync) return
    const isStepOne = decoding.readVarUint(decoder) === sync.stepOne
    const content = decoding.readVarUint8Array(decoder)
    if (isStepOne) for (const [client, clock] of Y.decodeStateVector(content)) hearClock(client, clock)
    else {
      const { structs, ds } = Y.decodeUpdate(content)
      for (const struct of structs) {
        if (!(struct instanceof Y.Skip)) hearClock(struct.id.client, struct.id.clock + struct.length)
      }
      deletes = Y.mergeDeleteSets([deletes, ds])
    }
    own.kept(
      (edit) =>
        (clocks.get(edit.client) ?? 0) >= edit.to && edit.deletes.every((range) => isDeleted(deletes, range))
    )
  }

  const address = `${url.replace('http', 'ws')}/yjs/${space}`
  const provider = new WebsocketProvider(address, document, ydoc, {
    WebSocketPolyfill: tappedWebSocket(received),
    maxBackoffTime: 300,
    disableBc: !hasSibling
  })
  const providers = hasSibling ? [provider, openSiblingTab(address, document)] : [provider]
  return {
    ydoc,
    connect: () => {
      for (const each of providers) each.connect()
    },
    disconnect: () => {
      for (const each of providers) each.disconnect()
    },
    shown: () => ({ isSynced: provider.synced })
  }
}

function isDeleted(deletes, [client, clock, length]) {
  for (let at = clock; at < clock + length; at++)
    if (!Y.isDeleted(deletes, Y.createID(client, at))) return false
  return true
}
