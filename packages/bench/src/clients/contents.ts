// What a message brought of the document: the updates in it, read after the clock has stopped.

import { entryKind, parseFrame } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { Dialect } from '../servers/server.js'
import { hocuspocusOffset } from './hocuspocus-client.js'
import { readSync } from './sync-messages.js'

/** Applies all that the messages brought, in order. */
export function applyMessages(
  ydoc: Y.Doc,
  dialect: Dialect,
  document: string,
  messages: readonly Buffer[]
): void {
  Y.transact(ydoc, () => {
    if (dialect === 'weft') applyFrames(ydoc, document, messages)
    else
      for (const message of messages)
        for (const update of readers[dialect](message, document)) Y.applyUpdate(ydoc, update)
  })
}

const readers: Readonly<
  Record<Exclude<Dialect, 'weft'>, (message: Buffer, document: string) => Uint8Array[]>
> = {
  yjs: (message) => [readSync(message, 1).content],
  hocuspocus: (message, document) => [readSync(message, hocuspocusOffset(document)).content],
  bare: (message) => {
    const decoder = decoding.createDecoder(message)
    const updates: Uint8Array[] = []
    while (decoding.hasContent(decoder)) updates.push(decoding.readVarUint8Array(decoder))
    return updates
  }
}

function applyFrames(ydoc: Y.Doc, document: string, messages: readonly Buffer[]): void {
  let parts: Uint8Array[] = []
  const apply = (kind: number, payload: Uint8Array): void => {
    if (kind === entryKind.stateV2) Y.applyUpdateV2(ydoc, payload)
    else Y.applyUpdate(ydoc, payload)
  }
  for (const message of messages) {
    const frame = parseFrame(message)
    if (!frame.ok) throw new Error(frame.error.message)
    const { value } = frame
    if (value.type === 'entries') {
      for (const entry of value.entries) {
        if (entry.document === document && entry.payload) apply(entry.kind, entry.payload)
      }
    } else if (value.type === 'snapshots') {
      for (const item of value.items) {
        if (item.document !== document) continue
        parts.push(item.payload)
        if (item.part < item.parts - 1) continue
        apply(item.kind, Buffer.concat(parts))
        parts = []
      }
    }
  }
}
