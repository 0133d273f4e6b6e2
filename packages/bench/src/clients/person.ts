// Someone who is present in a document: joins, says states, and keeps what was said of others only if it is asked to.

import { encodeFrame, parseFrame, subprotocol } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { encodeState, readStates, type State } from '../documents/person-states.js'
import type { Dialect } from '../servers/server.js'
import { encodeToken } from './hocuspocus-client.js'
import { type LeanSocket, openLeanSocket } from './lean-socket.js'
import { helloOf } from './weft-client.js'

export interface Person {
  say(state: State): void
  bytes: LeanSocket['bytes']
  close(): void
}

export interface PersonOptions {
  readonly dialect: Dialect
  readonly url: string
  readonly document: string
  /** Of its own among all. */
  readonly name: string
  /** Gets each message that comes after joining. Without it they are passed over. */
  readonly onMessage?: (message: Buffer) => void
}

const space = 'bench'
const presenceType = 1

/** Resolves when the server has let it in. */
export async function openPerson(options: PersonOptions): Promise<Person> {
  const { url, name, dialect, onMessage } = options
  const speech = speeches[dialect](options)
  const { isWelcome } = speech
  let welcomed = (): void => undefined
  const welcome = new Promise<void>((resolve) => {
    welcomed = resolve
  })
  let isIn = isWelcome === undefined
  const socket = await openLeanSocket({
    ...{ url, path: speech.path },
    ...(speech.protocol === undefined ? {} : { protocol: speech.protocol }),
    onMessage: (message) => {
      if (isIn) onMessage?.(message)
      else if (isWelcome?.(message)) {
        isIn = true
        welcomed()
      }
      return !isIn || onMessage !== undefined
    },
    onClosed: (why) => {
      throw new Error(`the server closed the connection of ${name} ${why}`)
    }
  })
  for (const message of speech.opening) socket.send(message)
  if (!isIn) await welcome
  return {
    say: (state) => socket.send(speech.say(encodeState(state))),
    bytes: socket.bytes,
    close: socket.close
  }
}

interface Speech {
  readonly path: string
  readonly protocol?: string
  /** What it says first. */
  readonly opening: readonly Uint8Array[]
  /** The message that lets it in; without it, it is in as soon as it is connected. */
  readonly isWelcome?: (message: Buffer) => boolean
  say(update: Uint8Array): Uint8Array
}

/** By their first byte, so that not every message is read. */
const [welcomeByte, awarenessByte] = [2, 10]

const speeches: Readonly<Record<Dialect, (options: PersonOptions) => Speech>> = {
  weft: ({ document, name }) => ({
    ...{ path: '/v1/sync', protocol: subprotocol, opening: [encodeFrame(helloOf(name, space))] },
    isWelcome: (message) => {
      if (message[0] !== welcomeByte) return false
      const frame = parseFrame(message)
      if (!frame.ok || frame.value.type !== 'welcome') throw new Error('no welcome')
      if (frame.value.spaces[0]?.standing !== 'ok') throw new Error(`${name} has no standing`)
      return true
    },
    say: (update) => encodeFrame({ type: 'awareness', space, document, update })
  }),
  yjs: ({ document }) => ({
    ...{ path: `/yjs/${space}/${document}`, opening: [] },
    // Both kinds of servers begin with step 1.
    isWelcome: (message) => message[0] === 0,
    say: (update) => encodePresence(undefined, update)
  }),
  hocuspocus: ({ document }) => ({
    ...{ path: `/hocuspocus/${space}`, opening: [encodeToken(document)] },
    isWelcome: (message) => {
      const decoder = decoding.createDecoder(message)
      decoding.readVarString(decoder)
      return decoding.readVarUint(decoder) === authType && decoding.readVarUint(decoder) === authenticated
    },
    say: (update) => encodePresence(document, update)
  }),
  bare: ({ document }) => ({ path: `/${document}`, opening: [], say: (update) => update })
}

const authType = 2
const authenticated = 2

function encodePresence(document: string | undefined, update: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  if (document !== undefined) encoding.writeVarString(encoder, document)
  encoding.writeVarUint(encoder, presenceType)
  encoding.writeVarUint8Array(encoder, update)
  return encoding.toUint8Array(encoder)
}

/** Whose states a message tells; of none when it is about something else. */
export function statesIn(dialect: Dialect, message: Buffer): State[] {
  const decoder = decoding.createDecoder(message)
  switch (dialect) {
    case 'bare': {
      // A server that batches puts several updates into one message.
      const states: State[] = []
      while (decoding.hasContent(decoder)) states.push(...readStates(decoder))
      return states
    }
    case 'weft': {
      if (message[0] !== awarenessByte) return []
      const frame = parseFrame(message)
      if (!frame.ok || frame.value.type !== 'awareness') throw new Error('no presence')
      return readStates(decoding.createDecoder(frame.value.update))
    }
    case 'hocuspocus':
      decoding.readVarString(decoder)
      return readTyped(decoder)
    case 'yjs':
      return readTyped(decoder)
  }
}

function readTyped(decoder: decoding.Decoder): State[] {
  if (decoding.readVarUint(decoder) !== presenceType) return []
  return readStates(decoding.createDecoder(decoding.readVarUint8Array(decoder)))
}
