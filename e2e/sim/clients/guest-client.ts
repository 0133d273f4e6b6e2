// A client of y-websocket's protocol, as far as it shows: one document, sync and updates, and a new connection after a loss.

import type { SeededRandom } from '@weft/base/testing'
import type { TransportConnection } from '@weft/client'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { editOnce } from '../devices/edit.js'
import { createLife } from '../devices/life.js'
import type { GuestClient } from '../world/cast.js'
import { startMs, type World } from '../world/world.js'

const reconnectMs = 1_000

/** As y-websocket does: step 1 at the opening, step 2 for an answer, and an update for each edit. */
export function createGuestClient(world: World, name: string, space: string, document: string): GuestClient {
  const random: SeededRandom = world.random.fork()
  const life = createLife(world.timeline, startMs, { offsetMs: 0 })
  const place: GuestClient['place'] = { name, network: 'up', life }
  const ydoc = new Y.Doc()
  ydoc.clientID = random.below(2 ** 32)
  let connection: TransportConnection | undefined
  let isOpen = false
  const own = new Set<string>()
  const echoed: Uint8Array[] = []

  const send = (type: number, bytes: Uint8Array): void => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, bytes)
    if (isOpen) connection?.send(encoding.toUint8Array(encoder))
  }

  const receive = (bytes: Uint8Array): void => {
    const message = readSync(bytes)
    if (!message) return
    if (message.type === 0) send(1, Y.encodeStateAsUpdate(ydoc, message.content))
    else {
      if (message.type === 2 && own.delete(keyOf(message.content))) echoed.push(message.content)
      Y.applyUpdate(ydoc, message.content, 'relay')
    }
  }

  const connect = (): void => {
    const mine = world.network.connectGuest(
      place,
      { kind: 'yjs', space, document, token: '' },
      {
        opened: () => {
          if (connection !== mine) return
          isOpen = true
          send(0, Y.encodeStateVector(ydoc))
        },
        received: (bytes) => {
          if (connection === mine) receive(bytes)
        },
        closed: () => {
          if (connection !== mine) return
          connection = undefined
          isOpen = false
          life.clock.after(reconnectMs, connect)
        }
      }
    )
    connection = mine
  }

  ydoc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === 'relay') return
    own.add(keyOf(update))
    send(2, update)
  })
  connect()
  return {
    space,
    document,
    place,
    ydoc,
    get isConnected() {
      return isOpen
    },
    echoed,
    edit: () => {
      editOnce(ydoc, random)
      world.tally.did('guest edit')
    }
  }
}

/** A sync message's type and content; undefined for any other message, and for bytes that were cut. */
export function readSync(
  bytes: Uint8Array
): { readonly type: number; readonly content: Uint8Array } | undefined {
  try {
    const decoder = decoding.createDecoder(bytes)
    if (decoding.readVarUint(decoder) !== 0) return undefined
    return { type: decoding.readVarUint(decoder), content: decoding.readVarUint8Array(decoder) }
  } catch {
    return undefined
  }
}

const keyOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
