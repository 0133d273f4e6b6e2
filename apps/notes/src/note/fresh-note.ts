// The note that was just started: there to be written, and nowhere else yet.

import { createSignal } from '@weft/base'
import type * as Y from 'yjs'
import { keep, readKept } from '../app/preferences.js'
import { markCreated } from './note.js'

/** The note that was started here and has no edit yet: it is stored with its first keystroke, not before. */
export const freshNote = createSignal<string | null>(readKept('sessionStorage', 'fresh'))
freshNote.subscribe((id) => keep('sessionStorage', 'fresh', id ?? ''))

/** A new note exists from its first edit on: one that was only looked at leaves nothing behind. */
export function becomeReal(id: string, ydoc: Y.Doc): void {
  markCreated(ydoc, Date.now())
  if (freshNote.get() === id) freshNote.set(null)
}
