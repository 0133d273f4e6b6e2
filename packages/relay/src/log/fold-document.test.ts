// How large a snapshot is, and that it says what its entries say.

import { entryKind } from '@weft/protocol'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { foldDocument, snapshotToUpdate } from './fold-document.js'

/** Typed letter by letter at alternating places, each sitting under a client id of its own. */
function typeInSittings(): { readonly ydoc: Y.Doc; readonly updates: Uint8Array[] } {
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  const text = ydoc.getText('text')
  for (let sitting = 0; sitting < 10; sitting++) {
    ydoc.clientID = 4_000_000_000 + sitting
    let at = Math.floor(text.length / 2)
    for (const letter of 'a line that somebody wrote') text.insert(at++, letter)
    text.delete(at - 5, 3)
  }
  return { ydoc, updates }
}

it('L12 a snapshot of typed text is smaller than the document as Yjs encodes it, and says the same', () => {
  const { ydoc, updates } = typeInSittings()
  const entry = (payload: Uint8Array, index: number) => ({
    ...{ position: index + 1, kind: entryKind.update, time: 1, payload }
  })
  const entries = updates.map(entry)
  const first = foldDocument({ snapshot: null, entries: entries.slice(0, 100) })
  if (!first) throw new Error('no snapshot')
  const whole = foldDocument({ snapshot: first, entries: entries.slice(100) })
  if (!whole) throw new Error('no snapshot')
  expect(whole).toEqual(foldDocument({ snapshot: null, entries }))
  const loaded = new Y.Doc()
  Y.applyUpdate(loaded, snapshotToUpdate(whole))
  expect(Y.encodeStateAsUpdate(loaded)).toEqual(Y.encodeStateAsUpdate(ydoc))
  expect(whole.payload.length).toBeLessThan(Y.encodeStateAsUpdate(ydoc).length)
})
