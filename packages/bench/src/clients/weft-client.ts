// A device of Weft's protocol: batches with a chain, a window of pushes that wait for their receipts, and credit.

import { createHash, randomBytes } from 'node:crypto'
import {
  encodeBatch,
  encodeFrame,
  entryKind,
  nextBatchChain,
  parseFrame,
  protocolVersion,
  startMark,
  subprotocol
} from '@weft/protocol'
import type { Client, ClientOptions } from './client.js'
import { connect } from './socket.js'

const space = 'bench'
/** What a device grants at first, and gives back as it takes in. */
const creditBytes = 4 * 2 ** 20
const pushesInFlight = 8
const itemsInPush = 256

/** By its first byte, so that a message with content is not read here. */
const entriesByte = encodeFrame({ type: 'entries', space, entries: [], hash: new Uint8Array(32) })[0]

export async function openWeftClient({
  url,
  document,
  name,
  onContent,
  onStored
}: ClientOptions): Promise<Client> {
  const { socket, open, bytes } = connect(`${url}/v1/sync`, [subprotocol])
  const waiting: Uint8Array[] = []
  const itemsOfBatch: number[] = []
  let chain: Uint8Array = new Uint8Array(32)
  let batch = 0
  let stored = 0

  const push = (): void => {
    while (waiting.length > 0 && itemsOfBatch.length < pushesInFlight) {
      const updates = waiting.splice(0, itemsInPush)
      const content = encodeBatch(
        updates.map((payload) => ({ document, kind: entryKind.update, edits: 1, payload }))
      )
      batch += 1
      chain = nextBatchChain(chain, batch, content)
      itemsOfBatch.push(updates.length)
      const whole = { part: 0, parts: 1, content }
      socket.send(encodeFrame({ type: 'push', space, replica: name, batch, chain, ...whole }))
    }
  }

  const welcomed = new Promise<void>((resolve, reject) => {
    socket.on('message', (message: Buffer) => {
      if (message[0] === entriesByte) {
        socket.send(encodeFrame({ type: 'credit', bytes: message.length }))
        onContent?.(message)
        return
      }
      const frame = parseFrame(message)
      if (!frame.ok) return reject(new Error(frame.error.message))
      const { value } = frame
      if (value.type === 'welcome') {
        if (value.spaces[0]?.standing !== 'ok') reject(new Error(`standing ${value.spaces[0]?.standing}`))
        socket.send(encodeFrame({ type: 'credit', bytes: creditBytes }))
        resolve()
      } else if (value.type === 'snapshots') {
        socket.send(encodeFrame({ type: 'credit', bytes: message.length }))
        onContent?.(message)
      } else if (value.type === 'receipt') {
        if (value.refused.length > 0) reject(new Error(`refused: ${value.refused[0]?.reason}`))
        stored += itemsOfBatch.shift() ?? 0
        onStored?.(stored)
        push()
      } else if (value.type === 'error') reject(new Error(`${value.code}: ${value.message}`))
    })
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)))
  })
  welcomed.catch(() => undefined)
  await open
  socket.send(encodeFrame(helloOf(name)))
  await welcomed
  return {
    send: (updates) => {
      waiting.push(...updates)
      push()
    },
    bytes,
    close: () => socket.terminate()
  }
}

function helloOf(name: string): Parameters<typeof encodeFrame>[0] {
  const made = { batch: 0, chain: new Uint8Array(32) }
  return {
    type: 'hello',
    versions: [protocolVersion, protocolVersion],
    token: '',
    device: {
      id: name,
      proof: createHash('sha256').update(name).digest(),
      name,
      platform: 'bench',
      appVersion: '0',
      schemas: []
    },
    spaces: [
      {
        ...{ space, epoch: null, replica: name, replaces: null, greeting: 1, nonce: randomBytes(16) },
        ...{ cursor: startMark, highest: startMark, checkpoint: null, made, acknowledged: 0 },
        ...{ selection: { kind: 'all' }, catchUp: null }
      }
    ]
  }
}
