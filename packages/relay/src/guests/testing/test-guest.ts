// A client that speaks y-websocket by hand over a memory connection, for what the real one would not send.

import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import {
  type AwarenessState,
  encodeAwarenessUpdate,
  parseAwarenessUpdate
} from '../../presence/awareness-update.js'
import type { Relay } from '../../relay.js'
import { createMemoryConnection, type MemoryDevice } from '../../socket/memory-connection.js'
import { yjsDialect } from '../yjs/messages.js'

export type Heard =
  | { readonly kind: 'step-one' | 'step-two' | 'update' | 'presence'; readonly content: Uint8Array }
  | { readonly kind: 'denied'; readonly reason: string }

export interface GuestAddress {
  readonly space?: string
  readonly document?: string
  readonly token?: string
}

/** Reads what a relay sent as y-websocket's client reads it; throws on a message that the client does not know. */
export function parseHeard(bytes: Uint8Array): Heard {
  const decoder = decoding.createDecoder(bytes)
  const type = decoding.readVarUint(decoder)
  if (type === 1) return { kind: 'presence', content: decoding.readVarUint8Array(decoder) }
  if (type === 2 && decoding.readVarUint(decoder) === 0) {
    return { kind: 'denied', reason: decoding.readVarString(decoder) }
  }
  const kind =
    type === 0 ? (['step-one', 'step-two', 'update'] as const)[decoding.readVarUint(decoder)] : null
  if (!kind) throw new Error(`F1: a message of type ${type} that no client knows`)
  return { kind, content: decoding.readVarUint8Array(decoder) }
}

export class TestGuest {
  /** What it was sent, applied. */
  readonly doc = new Y.Doc()
  readonly heard: Heard[] = []
  /** The very objects that the relay handed over. */
  readonly messages: Uint8Array[] = []
  closed: { readonly code: number; readonly reason: string } | undefined
  readonly #wire: MemoryDevice

  constructor(relay: Relay, { space = 'notes', document = 'readme', token = '' }: GuestAddress = {}) {
    const { connection, device } = createMemoryConnection({
      received: (bytes) => {
        const heard = parseHeard(bytes)
        this.messages.push(bytes)
        this.heard.push(heard)
        if (heard.kind === 'step-two' || heard.kind === 'update') Y.applyUpdate(this.doc, heard.content)
      },
      closed: (code, reason) => {
        this.closed = { code, reason }
      }
    })
    this.#wire = device
    relay.acceptGuest(connection, { kind: 'yjs', space, document, token })
  }

  send(bytes: Uint8Array): void {
    this.#wire.send(bytes)
  }

  sendStepOne(vector: Uint8Array = Y.encodeStateVector(this.doc)): void {
    this.send(yjsDialect.stepOne(vector))
  }

  sendStepTwo(update: Uint8Array): void {
    this.send(yjsDialect.stepTwo(update))
  }

  sendUpdate(update: Uint8Array): void {
    this.send(yjsDialect.update(update))
  }

  sendPresence(...states: AwarenessState[]): void {
    this.send(yjsDialect.presence(encodeAwarenessUpdate(states)))
  }

  /** Changes its document and sends what changed, as the real one does. */
  edit(change: (text: Y.Text) => void): Uint8Array {
    const before = Y.encodeStateVector(this.doc)
    const updates: Uint8Array[] = []
    const note = (update: Uint8Array): number => updates.push(update)
    this.doc.on('update', note)
    change(this.text)
    this.doc.off('update', note)
    const update = updates.length > 0 ? Y.mergeUpdates(updates) : Y.encodeStateAsUpdate(this.doc, before)
    this.sendUpdate(update)
    return update
  }

  get text(): Y.Text {
    return this.doc.getText('t')
  }

  contents(kind: Exclude<Heard['kind'], 'denied'>): Uint8Array[] {
    return this.heard.flatMap((heard) => (heard.kind === kind && 'content' in heard ? [heard.content] : []))
  }

  get denied(): string[] {
    return this.heard.flatMap((heard) => (heard.kind === 'denied' ? [heard.reason] : []))
  }

  /** What it was told of who is present, but for the empty updates that keep the connection alive. */
  get present(): AwarenessState[] {
    return this.contents('presence').flatMap((update) => {
      const states = parseAwarenessUpdate(update, 2_000)
      return states.ok ? states.value : []
    })
  }

  setBuffered(bytes: number): void {
    this.#wire.setBuffered(bytes)
  }

  /** Reads nothing from now on. */
  stall(): void {
    this.#wire.stall()
  }

  /** Reads so many bytes of what waits for it, whole messages, and then nothing again. */
  read(bytes: number): void {
    this.#wire.read(bytes)
  }

  /** As a lost network does. */
  drop(): void {
    this.#wire.close()
  }
}
