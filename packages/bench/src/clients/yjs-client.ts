// A client of y-websocket's protocol.

import type { Client, ClientOptions } from './client.js'
import { connect } from './socket.js'
import { encodeSync, nothing, syncKind } from './sync-messages.js'

/** Before every sync message. */
const sync = Uint8Array.of(0)

/** Weft's endpoint has the space in the path, and takes any other path for none of its own. */
export async function openYjsClient(options: ClientOptions): Promise<Client> {
  const { url, document, vector = nothing, onContent } = options
  const { socket, open, bytes } = connect(`${url}/yjs/bench/${document}`)
  const synced = new Promise<void>((resolve, reject) => {
    socket.on('message', (message: Buffer) => {
      // What the server lacks it is not told: this client holds nothing but what it sends.
      if (message[0] !== 0 || message[1] === syncKind.stepOne) return
      onContent?.(message)
      if (message[1] === syncKind.stepTwo) resolve()
    })
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
  })
  synced.catch(() => undefined)
  await open
  socket.send(encodeSync(sync, syncKind.stepOne, vector))
  await synced
  return {
    send: (updates) => {
      for (const update of updates) socket.send(encodeSync(sync, syncKind.update, update))
    },
    bytes,
    close: () => socket.terminate()
  }
}
