// Documents to measure with: typed text, keystroke by keystroke, and one that was edited heavily. The same each time.

import { createSeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'

/** What stands in the last update of a run, and nowhere else: whoever has seen it has seen all before it. */
export const endMark = '§end-of-run§'

export interface Typed {
  /** One a keystroke, and one with the end mark. */
  readonly updates: readonly Uint8Array[]
  readonly text: string
}

/** Types at the end of a document that another may have begun. `count` counts the end mark's update. */
export function typeText(count: number, client: number, begun?: Uint8Array): Typed {
  const ydoc = new Y.Doc()
  if (begun) Y.applyUpdate(ydoc, begun)
  ydoc.clientID = client
  const text = ydoc.getText('text')
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  const random = createSeededRandom(client)
  for (let index = 0; index < count - 1; index++) {
    text.insert(text.length, random.chance(0.18) ? ' ' : String.fromCharCode(97 + random.below(26)))
  }
  text.insert(text.length, endMark)
  return { updates, text: text.toString() }
}

/**
 * A document harder than any that was recorded: `edits` insertions and deletions of a few characters, of which every
 * third jumps to any place. Traces of typing jump in 2 to 23 patches of 100 (see generate-trace.ts), and have a tenth
 * to two fifths as many structs for their length. About 8 bytes an edit.
 */
export function editHeavily(edits: number): {
  readonly state: Uint8Array
  readonly text: string
} {
  const random = createSeededRandom(edits)
  const ydoc = new Y.Doc()
  ydoc.clientID = 1_000
  const text = ydoc.getText('text')
  let at = 0
  for (let index = 0; index < edits; index++) {
    // Each sitting has a client id of its own, as a reloaded page has.
    if (index % 5_000 === 0) ydoc.clientID = 1_000 + index / 5_000
    if (random.chance(0.3)) at = random.below(text.length + 1)
    if (random.chance(0.3) && at > 2) {
      const length = 1 + random.below(2)
      at -= length
      text.delete(at, length)
    } else {
      const word = String.fromCharCode(97 + random.below(26)).repeat(1 + random.below(3))
      text.insert(at, word)
      at += word.length
    }
  }
  return { state: Y.encodeStateAsUpdate(ydoc), text: text.toString() }
}
