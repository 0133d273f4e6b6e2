// What a message brought of the document: the updates in it, read after the clock has stopped.

import { entryKind } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { Dialect } from '../servers/server.js'
import { itemsIn } from './frames.js'
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
  for (const item of itemsIn(messages)) {
    if (item.document !== document) continue
    if (item.kind === entryKind.stateV2) Y.applyUpdateV2(ydoc, item.payload)
    else Y.applyUpdate(ydoc, item.payload)
  }
}
