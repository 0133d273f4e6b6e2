// The editor of an open note.

import { EditorState, Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { OpenDocument } from '@weft/client'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { becomeReal } from '../note/actions.js'
import { noteText } from '../note/note.js'
import { type Access, editorExtensions, setAccess } from './extensions.js'
import { keepPlace, readPlace, restoreScroll, selectionAt } from './place.js'

export interface EditorProps {
  readonly note: OpenDocument
  readonly focus: boolean
  readonly onEscape: () => void
  readonly access: Access
  /** Stands above the text and scrolls with it. */
  readonly head: ReactNode
}

export function Editor({ note, focus, onEscape, access, head }: EditorProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const opened = useRef<EditorView | null>(null)
  const [headHost] = useState(createHeadHost)
  const latest = useRef({ focus, onEscape, access })
  latest.current = { focus, onEscape, access }
  useEffect(() => {
    if (!host.current) return
    const view = openEditor(host.current, note, latest.current.access, () => latest.current.onEscape())
    opened.current = view
    view.scrollDOM.prepend(headHost)
    if (latest.current.focus) view.focus()
    const leave = (): void => keepPlace(note.id, view)
    window.addEventListener('pagehide', leave)
    return () => {
      leave()
      window.removeEventListener('pagehide', leave)
      opened.current = null
      view.destroy()
      note.awareness.setLocalStateField('cursor', null)
    }
  }, [note, headHost])
  useEffect(() => {
    if (opened.current) setAccess(opened.current, access)
  }, [access])
  return (
    <>
      <div ref={host} className="editor" />
      {createPortal(head, headHost)}
    </>
  )
}

/** As high as what comes into it, so that nothing moves when it comes. */
function createHeadHost(): HTMLElement {
  const element = document.createElement('div')
  element.className = 'note-head'
  return element
}

function openEditor(
  parent: HTMLElement,
  { id, ydoc, awareness }: OpenDocument,
  access: Access,
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
        editorExtensions({ text, awareness, access, onEscape }),
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
