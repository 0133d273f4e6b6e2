// A device of Weft's protocol: batches with a chain, a window of pushes that wait for their receipts, and credit.

import { createHash, randomBytes } from 'node:crypto'
import {
  encodeBatch,
  encodeFrame,
  entryKind,
  type Mark,
  nextBatchChain,
  parseFrame,
  protocolVersion,
  startMark,
  subprotocol
} from '@weft/protocol'
import type { Client, ClientOptions, HeldBatch, Place } from './client.js'
import { connect } from './socket.js'

/** What a device grants at first, and gives back as it takes in. */
const creditBytes = 4 * 2 ** 20
const giveBackBytes = creditBytes / 4
/** How often it says how far it has come. */
const reportEveryMs = 50
const nothingMade: HeldBatch = { batch: 0, chain: new Uint8Array(32) }
const pushesInFlight = 8
const itemsInPush = 256
/** Below what a frame may have. */
const bytesInPush = 512 * 1024

/** By its first byte, so that a message with content is not read here. */
const entriesByte = encodeFrame({ type: 'entries', space: '', entries: [], hash: new Uint8Array(32) })[0]

export async function openWeftClient(options: ClientOptions): Promise<Client> {
  const { url, document, space = 'bench', name, back, onContent, onStored } = options
  const { socket, open, bytes, close } = connect(`${url}/v1/sync`, options, [subprotocol])
  const waiting: { readonly document: string; readonly payload: Uint8Array }[] = []
  const itemsOfBatch: number[] = []
  let { batch, chain } = back?.place?.made ?? nothingMade
  let stored = 0
  let used = 0
  let newest: Buffer | undefined
  let isReportDue = false

  const push = (): void => {
    while (waiting.length > 0 && itemsOfBatch.length < pushesInFlight) {
      const items = waiting.splice(0, itemsThatFit(waiting))
      const content = encodeBatch(items.map((item) => ({ ...item, kind: entryKind.update, edits: 1 })))
      batch += 1
      chain = nextBatchChain(chain, batch, content)
      itemsOfBatch.push(items.length)
      const whole = { part: 0, parts: 1, content }
      socket.send(encodeFrame({ type: 'push', space, replica: name, batch, chain, ...whole }))
    }
  }

  const takeIn = (message: Buffer): void => {
    used += message.length
    if (used >= giveBackBytes) {
      socket.send(encodeFrame({ type: 'credit', bytes: used }))
      used = 0
    }
    onContent?.(message)
  }

  /** As a device does that stores what comes at once. */
  const report = (message: Buffer): void => {
    newest = message
    if (isReportDue) return
    isReportDue = true
    setTimeout(() => {
      isReportDue = false
      if (!newest || socket.readyState !== socket.OPEN) return
      const { position } = markAfter(newest)
      socket.send(encodeFrame({ type: 'cursor', space, position, waitingEdits: 0, persistent: true }))
    }, reportEveryMs)
  }

  const welcomed = new Promise<Omit<Place, 'made'>>((resolve, reject) => {
    socket.on('message', (message: Buffer) => {
      if (message[0] === entriesByte) {
        takeIn(message)
        report(message)
        return
      }
      const frame = parseFrame(message)
      if (!frame.ok) return reject(new Error(frame.error.message))
      const { value } = frame
      if (value.type === 'welcome') {
        const [found] = value.spaces
        if (found?.standing !== 'ok') return reject(new Error(`standing ${found?.standing}`))
        socket.send(encodeFrame({ type: 'credit', bytes: creditBytes }))
        resolve({ epoch: found.epoch, mark: found.head, greeting: (back?.place?.greeting ?? 0) + 1 })
      } else if (value.type === 'snapshots') {
        takeIn(message)
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
  socket.send(encodeFrame(helloOf(name, space, back?.place)))
  const place = await welcomed.catch((error: unknown) => {
    close()
    throw error
  })
  return {
    get place() {
      const read = newest ? { mark: markAfter(newest) } : {}
      return { ...place, ...read, made: { batch, chain } }
    },
    send: (updates, to = document) => {
      for (const payload of updates) waiting.push({ document: to, payload })
      push()
    },
    bytes,
    close
  }
}

/** How many of what waits go into the next push: at least one. */
function itemsThatFit(waiting: readonly { readonly payload: Uint8Array }[]): number {
  let bytes = 0
  for (const [index, { payload }] of waiting.entries()) {
    bytes += payload.length
    if (index === itemsInPush || (index > 0 && bytes > bytesInPush)) return index
  }
  return waiting.length
}

type AnyFrame = Parameters<typeof encodeFrame>[0]

/** Where a device stands that has taken in a frame of entries. */
function markAfter(message: Buffer): Mark {
  const frame = parseFrame(message)
  if (!frame.ok || frame.value.type !== 'entries') throw new Error('no entries')
  return { position: frame.value.entries.at(-1)?.position ?? 0, hash: frame.value.hash }
}

export function helloOf(name: string, space: string, place?: Place): AnyFrame {
  const made = place?.made ?? nothingMade
  const mark = place?.mark ?? startMark
  const greeting = (place?.greeting ?? 0) + 1
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
        ...{ space, epoch: place?.epoch ?? null, replica: name, replaces: null, greeting },
        ...{ nonce: randomBytes(16), cursor: mark, highest: mark, checkpoint: null, made },
        ...{ acknowledged: made.batch, selection: { kind: 'all' }, catchUp: null }
      }
    ]
  }
}
