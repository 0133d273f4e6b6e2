// A space of very many small notes, each with a name as the notes app gives it. The same each time.

import { createSeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'

export interface Note {
  readonly document: string
  readonly ydoc: Y.Doc
  /** Its whole content, as one update. */
  readonly state: Uint8Array
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'

/** Words of a few letters, up to so many characters. */
export function words(seed: number, length: number): string {
  const random = createSeededRandom(seed)
  let text = ''
  while (text.length < length) {
    const word = Array.from({ length: 2 + random.below(7) }, () => letters[26 + random.below(26)]).join('')
    text = `${text}${word} `
  }
  return text.slice(0, length)
}

export function makeNote(index: number, length: number): Note {
  const random = createSeededRandom(index + 1)
  const name = Array.from({ length: 22 }, () => letters[random.below(letters.length)]).join('')
  const ydoc = new Y.Doc()
  ydoc.clientID = 1 + random.below(2 ** 32 - 1)
  ydoc.getText('text').insert(0, words(index + 1, length))
  return { document: `n/${name}`, ydoc, state: Y.encodeStateAsUpdate(ydoc) }
}
