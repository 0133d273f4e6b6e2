// Ends a conflict of a note, open or not, by a person's choice; the message after it can bring the conflict back (N7).

import type { Device, Space } from '@weft/client'
import { type Conflict, ModelError } from '@weft/model'
import { writesFrom } from '../app/platform.js'
import { note } from '../note/note-schema.js'
import { showToast } from '../ui/toasts.js'
import { words } from '../words/app.js'
import { conflictWords as say } from '../words/conflicts.js'

export type Choice = { readonly side: string } | { readonly value: string | undefined }

const undoForMs = 10_000

export interface Settling {
  readonly device: Device
  readonly space: Space<unknown>
  readonly id: string
  readonly conflict: Conflict
  readonly choice: Choice
  /** What is said once it is done. */
  readonly text: string
}

/** The note stays open for as long as the message is there: undo is of the document that made the choice. */
export async function settle({ device, space, id, conflict, choice, text }: Settling): Promise<void> {
  const opened = await space.openDocument(id)
  const author = { device: device.id, from: writesFrom(navigator) }
  const document = note.bind(opened.ydoc, { author, time: device.time })
  const close = async (): Promise<void> => {
    await document.close()
    await opened.close()
  }
  try {
    document.settle(conflict, choice)
  } catch (error) {
    await close()
    showToast({ text: whyNot(error), forMs: undoForMs })
    return
  }
  const undo = (): void => {
    if (!attempt(document.history.undo)) showToast({ text: say.undoFailed, forMs: undoForMs })
  }
  const action = { label: words.toast.undo, run: undo }
  showToast({ text, action, forMs: undoForMs, onGone: () => void close() })
}

function attempt(work: () => boolean): boolean {
  try {
    return work()
  } catch (error) {
    if (error instanceof ModelError) return false
    throw error
  }
}

function whyNot(error: unknown): string {
  if (!(error instanceof ModelError)) throw error
  if (error.code === 'not-there') return say.meanwhile
  return error.code === 'document-read-only' ? say.readOnly : say.failed(error.message)
}
