// Several people's edits as a log has them: in an order in which nothing is pending.

import type { SeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'

/** Up to `people` edit at random, and read now and then what the others wrote. One entry for each transaction. */
export function writeEntries(
  random: SeededRandom,
  { people, edits }: { readonly people: number; readonly edits: number },
  editOnce: (doc: Y.Doc, random: SeededRandom) => void
): Uint8Array[] {
  const entries: Uint8Array[] = []
  const docs = Array.from({ length: 1 + random.below(people) }, () => {
    const doc = new Y.Doc({ gc: random.chance(0.5) })
    doc.clientID = random.below(0x1_0000_0000)
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'log') entries.push(update)
    })
    return { doc, read: 0 }
  })
  for (let left = edits; left > 0; left--) {
    const one = random.pick(docs)
    if (random.chance(0.3)) {
      const unread = entries.slice(one.read)
      one.read = entries.length
      for (const entry of unread) Y.applyUpdate(one.doc, entry, 'log')
    }
    editOnce(one.doc, random)
  }
  return entries
}
