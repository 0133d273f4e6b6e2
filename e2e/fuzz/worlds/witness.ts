// Those who must notice nothing: a real device and a plain y-websocket client, in the very space that is attacked.

import type { SeededRandom } from '@weft/base/testing'
import { createMemoryStores, type Device, type OpenDocument, openDevice } from '@weft/client'
import type { Relay } from '@weft/relay'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { createWire, memoryTransport } from './memory-transport.js'
import type { FuzzTime } from './time.js'

export interface Witnesses {
  /** Ana's, of the document that nobody attacks, and of the one that everybody does. */
  readonly calm: Y.Doc
  readonly attacked: Y.Doc
  /** Both type and must see what the other typed within so long, backoff and all; else what is wrong. */
  stillWork(): Promise<string[]>
  close(): Promise<void>
}

export interface WitnessOptions {
  readonly relay: Relay
  readonly time: FuzzTime
  readonly random: SeededRandom
  readonly secret: string
}

export const space = 'notes'
export const calmDocument = 'calm'
export const attackedDocument = 'readme'
const patienceMs = 90_000

export async function openWitnesses({ relay, time, random, secret }: WitnessOptions): Promise<Witnesses> {
  const opening = openDevice({
    stores: createMemoryStores(),
    name: 'Ana',
    transport: memoryTransport(relay.accept),
    clock: time.clock,
    random,
    relay: { url: 'http://relay.test', token: secret }
  })
  await time.settle()
  const device: Device = await opening
  const open = await device.openSpace(space)
  const [calm, attacked] = await Promise.all([
    open.openDocument(calmDocument),
    open.openDocument(attackedDocument)
  ])
  const guest = openGuest(relay, secret)
  await time.pass(2_000)
  let words = 0
  return {
    calm: calm.ydoc,
    attacked: attacked.ydoc,
    stillWork: async () => {
      const word = `word ${++words}`
      calm.ydoc.getText('t').insert(0, `ana ${word};`)
      guest.type(`guest ${word};`)
      const missing = (): string[] =>
        [...lacking('Ana', calm, word), ...guest.lacking(word)].filter((text) => text !== '')
      for (let waited = 0; waited < patienceMs && missing().length > 0; waited += 5_000)
        await time.pass(5_000)
      return missing()
    },
    close: async () => {
      guest.close()
      for (const { awareness } of [calm, attacked]) awareness.destroy()
      // It waits for timers of its own.
      const closing = device.close()
      await time.pass(1_000)
      await closing
    }
  }
}

function lacking(who: string, { ydoc }: Pick<OpenDocument, 'ydoc'>, word: string): string[] {
  const text = ydoc.getText('t').toString()
  return ['ana', 'guest'].map((from) =>
    text.includes(`${from} ${word};`) ? '' : `${who} does not see what ${from} typed: ${text.slice(0, 80)}`
  )
}

/** Comes again when it is cut, as every such client does. */
function openGuest(relay: Relay, token: string) {
  const doc = new Y.Doc()
  let isClosed = false
  let wire = connect()
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'relay') wire.send(message(2, update))
  })

  function connect() {
    const opened = createWire({
      received: take,
      closed: () => {
        if (!isClosed) wire = connect()
      }
    })
    relay.acceptGuest(opened.connection, { kind: 'yjs', space, document: calmDocument, token })
    opened.send(message(0, Y.encodeStateVector(doc)))
    return opened
  }

  function take(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes)
    if (decoding.readVarUint(decoder) !== 0) return
    const type = decoding.readVarUint(decoder)
    const content = decoding.readVarUint8Array(decoder)
    if (type === 0) wire.send(message(1, Y.encodeStateAsUpdate(doc, content)))
    else Y.applyUpdate(doc, content, 'relay')
  }

  return {
    type: (text: string) => doc.getText('t').insert(0, text),
    lacking: (word: string) => lacking('the guest', { ydoc: doc }, word),
    close: () => {
      isClosed = true
      wire.drop()
    }
  }
}

const message = (type: number, content: Uint8Array): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, content)
  })
