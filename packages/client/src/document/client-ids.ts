// The Yjs client ids of documents in use: drawn for each load and each replica, and never anybody else's (E6).

import { type Random, randomClientId } from '@weft/base'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

const drawnIds = new WeakMap<Y.Doc, number>()

/**
 * From here on the document writes under a fresh id. Bindings compare the ids of carets with the document's, so its
 * presence moves along: the state under the old id is taken back and said again under the new one.
 */
export function drawClientId(ydoc: Y.Doc, awareness: Awareness | undefined, random: Random): void {
  const id = randomClientId(random)
  drawnIds.set(ydoc, id)
  ydoc.clientID = id
  if (!awareness) return
  const state = awareness.getLocalState()
  if (state !== null) awareness.setLocalState(null)
  awareness.clientID = id
  if (state !== null) awareness.setLocalState(state)
}

/** Whether an id was drawn here for this load of the document: only then its structs are this replica's own (G5). */
export function isDrawnFor(ydoc: Y.Doc, clientId: number): boolean {
  return drawnIds.get(ydoc) === clientId
}
