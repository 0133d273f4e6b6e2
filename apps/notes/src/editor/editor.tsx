// The editor of an open note.

import { EditorState, Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { OpenDocument } from '@weft/client'
import { type ReactNode, useEffect, useRef } from 'react'
import { freshNote } from '../note/actions.js'
import { markCreated, noteText } from '../note/note.js'
import { editorExtensions } from './extensions.js'
import { keepPlace, readPlace, restoreScroll, selectionAt } from './place.js'

export interface EditorProps {
  readonly note: OpenDocument
  readonly focus: boolean
  readonly onEscape: () => void
}

export function Editor({ note, focus, onEscape }: EditorProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const latest = useRef({ focus, onEscape })
  latest.current = { focus, onEscape }
  useEffect(() => {
    if (!host.current) return
    const view = openEditor(host.current, note, () => latest.current.onEscape())
    if (latest.current.focus) view.focus()
    const leave = (): void => keepPlace(note.id, view)
    window.addEventListener('pagehide', leave)
    return () => {
      leave()
      window.removeEventListener('pagehide', leave)
      view.destroy()
      note.awareness.setLocalStateField('cursor', null)
    }
  }, [note])
  return <div ref={host} className="editor" />
}

function openEditor(
  parent: HTMLElement,
  { id, ydoc, awareness }: OpenDocument,
  onEscape: () => void
): EditorView {
  const text = noteText(ydoc)
  const place = readPlace(id)
  const doc = text.toString()
  const selection = selectionAt(place, doc.length)
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc,
      ...(selection ? { selection } : {}),
      extensions: [
        editorExtensions({ text, awareness, onEscape }),
        EditorView.updateListener.of(({ docChanged, transactions }) => {
          if (!docChanged) return
          const isTyped = transactions.some(
            (transaction) => transaction.annotation(Transaction.userEvent) !== undefined
          )
          if (isTyped) becomeReal(id, ydoc)
        })
      ]
    })
  })
  restoreScroll(view, place)
  return view
}

/** A new note exists from its first keystroke on: one that was only looked at leaves nothing behind. */
function becomeReal(id: string, ydoc: OpenDocument['ydoc']): void {
  markCreated(ydoc, Date.now())
  if (freshNote.get() === id) freshNote.set(null)
}
