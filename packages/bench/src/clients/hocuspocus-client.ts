// A client of Hocuspocus's protocol: several documents could share its socket, of which this one uses one.

import * as encoding from 'lib0/encoding'
import type { Client, ClientOptions } from './client.js'
import { connect } from './socket.js'
import { createAnswers, encodeSync, nothing, readSync, syncKind } from './sync-messages.js'

const kind = { sync: 0, auth: 2, syncReply: 4, syncStatus: 8 } as const

export async function openHocuspocusClient(options: ClientOptions): Promise<Client> {
  const { url, document, space = 'bench', back, onContent, onStored } = options
  const answers = createAnswers(back?.state ?? nothing)
  const { socket, open, bytes, close } = connect(`${url}/hocuspocus/${space}`, options)
  const sync = headOf(document, kind.sync)
  const at = sync.length - 1
  let stored = 0
  const synced = new Promise<void>((resolve, reject) => {
    socket.on('message', (message: Buffer) => {
      const type = message[at]
      if (type === kind.syncStatus) onStored?.(++stored)
      if (type !== kind.sync && type !== kind.syncReply) return
      if (message[at + 1] === syncKind.stepOne) {
        // An answer of nothing would be acknowledged too.
        const theirs = (): Uint8Array => readSync(message, at + 1).content
        if (back) socket.send(encodeSync(sync, syncKind.stepTwo, answers.to(theirs())))
        return
      }
      onContent?.(message)
      if (message[at + 1] === syncKind.stepTwo) resolve()
    })
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
  })
  synced.catch(() => undefined)
  await open
  socket.send(encodeToken(document))
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

/** Where the sync message begins, after the document's name and the kind. */
export const hocuspocusOffset = (document: string): number => headOf(document, kind.sync).length

function headOf(document: string, type: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, document)
  encoding.writeVarUint(encoder, type)
  return encoding.toUint8Array(encoder)
}

export function encodeToken(document: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, headOf(document, kind.auth))
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, 'bench')
  return encoding.toUint8Array(encoder)
}
