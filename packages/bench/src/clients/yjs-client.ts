// A client of y-websocket's protocol.

import type { Client, ClientOptions } from './client.js'
import { connect } from './socket.js'
import { createAnswers, encodeSync, nothing, readSync, syncKind } from './sync-messages.js'

/** Before every sync message. */
const sync = Uint8Array.of(0)

/** Weft's endpoint has the space in the path, and takes any other path for none of its own. */
export async function openYjsClient(options: ClientOptions): Promise<Client> {
  const { url, document, space = 'bench', back, onContent } = options
  const answers = createAnswers(back?.state ?? nothing)
  const { socket, open, bytes, close } = connect(`${url}/yjs/${space}/${document}`, options)
  const synced = new Promise<void>((resolve, reject) => {
    socket.on('message', (message: Buffer) => {
      if (message[0] !== 0) return
      if (message[1] === syncKind.stepOne) {
        // Who holds nothing need not say so.
        if (back) socket.send(encodeSync(sync, syncKind.stepTwo, answers.to(readSync(message, 1).content)))
        return
      }
      onContent?.(message)
      if (message[1] === syncKind.stepTwo) resolve()
    })
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
  })
  synced.catch(() => undefined)
  await open
  socket.send(encodeSync(sync, syncKind.stepOne, answers.vector))
  await synced
  return {
    send: (updates) => {
      for (const update of updates) socket.send(encodeSync(sync, syncKind.update, update))
    },
    bytes,
    place: undefined,
    close
  }
}
