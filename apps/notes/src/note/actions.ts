// What a person does with whole notes: start one, delete it, bring it back.

import { createSignal } from '@weft/base'
import type { Space } from '@weft/client'
import type * as Y from 'yjs'
import { keep, readKept } from '../app/preferences.js'
import { goTo, openNote } from '../app/route.js'
import { showToast } from '../ui/toasts.js'
import { words } from '../words/app.js'
import { markCreated, markDeleted, newNoteId, unmarkDeleted } from './note.js'

const undoForMs = 10_000

/**
 * Notes that were deleted here and whose summary may not say so yet: they leave the list at once.
 * A note that is brought back leaves this set.
 */
export const justDeleted = createSignal<ReadonlySet<string>>(new Set())

/** The note that was started here and has no edit yet: it is stored with its first keystroke, not before. */
export const freshNote = createSignal<string | null>(readKept('sessionStorage', 'fresh'))
freshNote.subscribe((id) => keep('sessionStorage', 'fresh', id ?? ''))

export function startNote(): void {
  const id = newNoteId()
  freshNote.set(id)
  goTo(id)
}

/** A new note exists from its first edit on: one that was only looked at leaves nothing behind. */
export function becomeReal(id: string, ydoc: Y.Doc): void {
  markCreated(ydoc, Date.now())
  if (freshNote.get() === id) freshNote.set(null)
}

interface Deletion {
  readonly id: string
  /** Resolves when it is made, or was not. */
  readonly done: Promise<void>
  /** Takes its message away. */
  dismiss: () => void
}

/** Notes that were deleted in this page, oldest first. */
const deletedHere: Deletion[] = []

export async function deleteNote(space: Space<unknown>, id: string): Promise<void> {
  justDeleted.set(new Set([...justDeleted.get(), id]))
  if (openNote.get() === id) goTo(null, 'replace')
  // Never written: nothing to delete and nothing to bring back.
  if (freshNote.get() === id) return freshNote.set(null)
  const deleting = change(space, id, (ydoc) => markDeleted(ydoc, Date.now()))
  // From now on it can be taken back: a person may be faster than the store.
  const deletion: Deletion = { id, done: deleting.catch(() => {}), dismiss: () => {} }
  deletedHere.push(deletion)
  try {
    await deleting
  } catch (error) {
    forgetDeletion(id)
    showToast({ text: `${words.toast.deleteFailed} ${(error as Error).message}`, forMs: undoForMs })
    return
  }
  const undo = (): void => void restoreNote(space, id)
  const action = { label: words.toast.undo, run: undo }
  deletion.dismiss = showToast({ text: words.toast.deleted, action, forMs: undoForMs })
}

export async function restoreNote(space: Space<unknown>, id: string): Promise<void> {
  await deletedHere.find((deletion) => deletion.id === id)?.done
  try {
    await change(space, id, unmarkDeleted)
  } catch (error) {
    showToast({ text: `${words.toast.restoreFailed} ${(error as Error).message}`, forMs: undoForMs })
    return
  }
  forgetDeletion(id)
  goTo(id)
  showToast({ text: words.toast.restored, forMs: 3000 })
}

/** The newest deletion of this page; false when there is none left. */
export function undoLastDelete(space: Space<unknown>): boolean {
  const last = deletedHere.at(-1)
  if (!last) return false
  void restoreNote(space, last.id)
  return true
}

function forgetDeletion(id: string): void {
  const rest = new Set(justDeleted.get())
  rest.delete(id)
  justDeleted.set(rest)
  const at = deletedHere.findIndex((deletion) => deletion.id === id)
  if (at >= 0) deletedHere.splice(at, 1)[0]?.dismiss()
}

/** Rejects for a note that may only be read (N8). */
async function change(space: Space<unknown>, id: string, edit: (ydoc: Y.Doc) => void): Promise<void> {
  // The open note has asked for it already, so it is here.
  const { note } = await import('./note-schema.js')
  const opened = await space.openDocument(id)
  try {
    if (note.read(opened.ydoc).state.kind !== 'open') throw new Error(words.toast.readOnly)
    opened.ydoc.transact(() => edit(opened.ydoc))
  } finally {
    await opened.close()
  }
}
