// One edit, as a person makes it: typing, deleting, or setting a value.

import type { SeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'

/** Returns the updates that it made. */
export function editOnce(ydoc: Y.Doc, random: SeededRandom): Uint8Array[] {
  const updates: Uint8Array[] = []
  const note = (update: Uint8Array): void => {
    updates.push(update)
  }
  ydoc.on('update', note)
  const text = ydoc.getText('text')
  const choice = random.float()
  if (choice < 0.6 || text.length === 0)
    text.insert(random.below(text.length + 1), random.pick(['a', 'bc', 'def ']))
  else if (choice < 0.85) {
    const at = random.below(text.length)
    text.delete(at, Math.min(1 + random.below(4), text.length - at))
  } else ydoc.getMap('meta').set(random.pick(['title', 'pin']), random.below(100))
  ydoc.off('update', note)
  return updates
}

/** What a document is, for comparing: its content, its clocks, its deletions, and whether anything is pending. */
export function fingerprint(ydoc: Y.Doc): string {
  const deletions = Y.createDeleteSetFromStructStore(ydoc.store).clients
  return JSON.stringify([
    ydoc.getText('text').toString(),
    ...['meta', 'weft'].map((name) => Object.entries(ydoc.getMap(name).toJSON()).sort()),
    [...Y.decodeStateVector(Y.encodeStateVector(ydoc))].sort(([a], [b]) => a - b),
    [...deletions]
      .sort(([a], [b]) => a - b)
      .map(([client, items]) => [client, items.map(({ clock, len }) => [clock, len])]),
    ydoc.store.pendingStructs !== null || ydoc.store.pendingDs !== null
  ])
}

/** Whether the document holds everything of the update: every struct, and every deletion. */
export function holds(ydoc: Y.Doc, update: Uint8Array): boolean {
  for (const [client, clock] of Y.parseUpdateMeta(update).to) {
    if (Y.getState(ydoc.store, client) < clock) return false
  }
  const { ds } = Y.decodeUpdate(update)
  if (ds.clients.size === 0) return true
  const deleted = Y.createDeleteSetFromStructStore(ydoc.store)
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      const isCovered = deleted.clients
        .get(client)
        ?.some((range) => range.clock <= clock && clock + len <= range.clock + range.len)
      if (!isCovered) return false
    }
  }
  return true
}
