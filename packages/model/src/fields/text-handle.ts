// Text in an app's hands. Editors bind to the Y types themselves and look at the document's state before they write.

import type * as Y from 'yjs'
import { type Binding, writable } from '../binding.js'
import { ModelError } from '../errors.js'
import { isWellFormed } from '../json.js'

export interface TextHandle {
  readonly ytext: Y.Text
  toString(): string
  /** Throws ModelError. */
  insert(index: number, text: string): void
  delete(index: number, count: number): void
}

export interface RichTextHandle {
  readonly xml: Y.XmlFragment
}

export function textHandle(binding: Binding, root: () => Y.Text, where: string): TextHandle {
  const assertInside = (index: number, count: number): void => {
    if (Number.isInteger(index) && Number.isInteger(count) && index >= 0 && count >= 0) {
      if (index + count <= root().length) return
    }
    throw new ModelError('not-there', `${where} has nothing at ${index}`)
  }
  return {
    get ytext() {
      return root()
    },
    toString: () => root().toString(),
    insert: (index, text) =>
      binding.edit(() => {
        assertInside(index, 0)
        if (typeof text !== 'string')
          throw new ModelError('value-invalid', `${where}: only text can be put in`)
        // Half a surrogate pair has no UTF-8: it would come back as another letter.
        if (!isWellFormed(text)) throw new ModelError('value-not-json', `${where}: half a character`)
        writable(binding, root(), where).insert(index, text)
      }),
    delete: (index, count) =>
      binding.edit(() => {
        assertInside(index, count)
        writable(binding, root(), where).delete(index, count)
      })
  }
}
