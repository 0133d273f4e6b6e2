// A client of Hocuspocus's protocol: several documents could share its socket, of which this one uses one.

import * as encoding from 'lib0/encoding'
import type { Client, ClientOptions } from './client.js'
import { connect } from './socket.js'
import { encodeSync, nothing, syncKind } from './sync-messages.js'

const kind = { sync: 0, auth: 2, syncReply: 4, syncStatus: 8 } as const

export async function openHocuspocusClient(options: ClientOptions): Promise<Client> {
  const { url, document, vector = nothing, onContent, onStored } = options
  const { socket, open, bytes } = connect(`${url}/hocuspocus/bench`)
  const sync = headOf(document, kind.sync)
  const at = sync.length - 1
  let stored = 0
  const synced = new Promise<void>((resolve, reject) => {
    socket.on('message', (message: Buffer) => {
      const type = message[at]
      if (type === kind.syncStatus) onStored?.(++stored)
      if (type !== kind.sync && type !== kind.syncReply) return
      // It has nothing to answer with; an answer without content would be acknowledged too.
      if (message[at + 1] === syncKind.stepOne) return
      onContent?.(message)
      if (message[at + 1] === syncKind.stepTwo) resolve()
    })
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
  })
  synced.catch(() => undefined)
  await open
  socket.send(encodeToken(document))
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

/** Where the sync message begins, after the document's name and the kind. */
export const hocuspocusOffset = (document: string): number => headOf(document, kind.sync).length

function headOf(document: string, type: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, document)
  encoding.writeVarUint(encoder, type)
  return encoding.toUint8Array(encoder)
}

function encodeToken(document: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, headOf(document, kind.auth))
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, 'bench')
  return encoding.toUint8Array(encoder)
}
