// A client that speaks Hocuspocus by hand over a memory connection, for what the real one would not send.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Relay } from '../../../relay.js'
import { createMemoryConnection, type MemoryDevice } from '../../../socket/memory-connection.js'
import { hocuspocusDialect } from '../messages.js'

export type Said =
  | { readonly kind: 'step-one' | 'step-two' | 'update' | 'presence'; readonly content: Uint8Array }
  | { readonly kind: 'denied' | 'authenticated' | 'stateless' | 'close'; readonly text: string }
  | { readonly kind: 'status'; readonly isSaved: boolean }
  | { readonly kind: 'pong' }

export type Heard = { readonly name: string } & Said

/** Throws on a message that a provider does not know. */
function parseHeard(bytes: Uint8Array): Heard {
  if (bytes.length === 1 && bytes[0] === 10) return { name: '', kind: 'pong' }
  const decoder = decoding.createDecoder(bytes)
  return { name: decoding.readVarString(decoder), ...parseSaid(decoder) }
}

function parseSaid(decoder: decoding.Decoder): Said {
  const type = decoding.readVarUint(decoder)
  if (type === 1) return { kind: 'presence', content: decoding.readVarUint8Array(decoder) }
  if (type === 2) {
    const kind = decoding.readVarUint(decoder) === 1 ? 'denied' : 'authenticated'
    return { kind, text: decoding.readVarString(decoder) }
  }
  if (type === 5 || type === 7) {
    return { kind: type === 5 ? 'stateless' : 'close', text: decoding.readVarString(decoder) }
  }
  if (type === 8) return { kind: 'status', isSaved: decoding.readVarInt(decoder) === 1 }
  if (type === 10) return { kind: 'pong' }
  const kind =
    type === 0 ? (['step-one', 'step-two', 'update'] as const)[decoding.readVarUint(decoder)] : null
  if (!kind) throw new Error(`F1: a message of type ${type} that no provider knows`)
  return { kind, content: decoding.readVarUint8Array(decoder) }
}

export class TestProvider {
  /** What it was sent of any document, applied. */
  readonly doc = new Y.Doc()
  readonly heard: Heard[] = []
  closed: { readonly code: number; readonly reason: string } | undefined
  readonly #wire: MemoryDevice

  constructor(relay: Relay, space = 'notes') {
    const { connection, device } = createMemoryConnection({
      received: (bytes) => {
        const heard = parseHeard(bytes)
        this.heard.push(heard)
        if (heard.kind === 'step-two' || heard.kind === 'update') Y.applyUpdate(this.doc, heard.content)
      },
      closed: (code, reason) => {
        this.closed = { code, reason }
      }
    })
    this.#wire = device
    relay.acceptGuest(connection, { kind: 'hocuspocus', space })
  }

  send(bytes: Uint8Array): void {
    this.#wire.send(bytes)
  }

  sendToken(token = '', name = 'readme'): void {
    this.send(named(name, [2, 0], token))
  }

  sendStepOne(name = 'readme', vector = Y.encodeStateVector(this.doc)): void {
    this.send(hocuspocusDialect(name).stepOne(vector))
  }

  sendStepTwo(update: Uint8Array, name = 'readme'): void {
    this.send(hocuspocusDialect(name).stepTwo(update))
  }

  sendUpdate(update: Uint8Array, name = 'readme'): void {
    this.send(hocuspocusDialect(name).update(update))
  }

  sendPresence(update: Uint8Array, name = 'readme'): void {
    this.send(hocuspocusDialect(name).presence(update))
  }

  sendStateless(payload: string, name = 'readme'): void {
    this.send(named(name, [5], payload))
  }

  /** A type and nothing after it. */
  sendType(type: number, name = 'readme'): void {
    this.send(named(name, [type]))
  }

  /** As the real one does. */
  begin(token = '', name = 'readme'): void {
    this.sendToken(token, name)
    this.sendStepOne(name)
  }

  /** Answers the last step 1 as the real one does. */
  answer(name = 'readme'): void {
    const asked = this.heard.flatMap((heard) =>
      heard.name === name && heard.kind === 'step-one' ? [heard.content] : []
    )
    this.sendStepTwo(Y.encodeStateAsUpdate(this.doc, asked.at(-1)), name)
  }

  /** Changes its document and returns what changed. */
  change(edit: (text: Y.Text) => void): Uint8Array {
    let changed: Uint8Array = new Uint8Array()
    this.doc.once('update', (update: Uint8Array) => {
      changed = update
    })
    edit(this.doc.getText('t'))
    return changed
  }

  kinds(name = 'readme'): string[] {
    return this.heard.filter((heard) => heard.name === name).map(({ kind }) => kind)
  }

  texts(kind: 'denied' | 'authenticated' | 'stateless' | 'close', name = 'readme'): string[] {
    return this.heard.flatMap((heard) => (heard.name === name && heard.kind === kind ? [heard.text] : []))
  }

  /** What it was told of its changes: whether each was saved. */
  statuses(name = 'readme'): boolean[] {
    return this.heard.flatMap((heard) =>
      heard.name === name && heard.kind === 'status' ? [heard.isSaved] : []
    )
  }

  /** Reasons of refusals that were told. */
  refusals(name = 'readme'): string[] {
    return this.texts('stateless', name).flatMap((text) => {
      const [, reason] = /^\{"weft":"refused","reason":"([a-z-]+)"\}$/.exec(text) ?? []
      return reason ? [reason] : []
    })
  }

  setBuffered(bytes: number): void {
    this.#wire.setBuffered(bytes)
  }

  /** As a lost network does. */
  drop(): void {
    this.#wire.close()
  }
}

function named(name: string, types: readonly number[], text?: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, name)
  for (const type of types) encoding.writeVarUint(encoder, type)
  if (text !== undefined) encoding.writeVarString(encoder, text)
  return encoding.toUint8Array(encoder)
}
