// A client of a server that passes bytes on and knows no documents.

import * as encoding from 'lib0/encoding'
import type { Client, ClientOptions } from './client.js'
import { connect } from './socket.js'

export async function openBareClient(options: ClientOptions): Promise<Client> {
  const { url, document, onContent } = options
  const { socket, open, bytes, close } = connect(`${url}/${document}`, options)
  if (onContent) socket.on('message', onContent)
  await open
  return {
    send: (updates) => {
      for (const update of updates) {
        // With its length: a server that batches puts several into one message.
        const encoder = encoding.createEncoder()
        encoding.writeVarUint8Array(encoder, update)
        socket.send(encoding.toUint8Array(encoder))
      }
    },
    bytes,
    place: undefined,
    close
  }
}
