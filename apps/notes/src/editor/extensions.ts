// What the editor is made of.

import { indentLess, indentMore, standardKeymap } from '@codemirror/commands'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { words } from '../words/app.js'
import { findLater } from './find-later.js'
import { markdown } from './markdown.js'
import { markdownKeys } from './markdown-commands.js'
import { markdownPreview } from './markdown-preview.js'
import { markdownStyle } from './markdown-style.js'

/** Whether the text can be changed here (N8). */
export type Access = 'write' | 'read'

export interface EditorOptions {
  readonly text: Y.Text
  readonly awareness: Awareness
  readonly access: Access
  readonly onEscape: () => void
}

export function editorExtensions({ text, awareness, access, onEscape }: EditorOptions): Extension {
  const leave = (): boolean => {
    onEscape()
    return true
  }
  return [
    markdown,
    markdownStyle,
    markdownPreview,
    EditorView.lineWrapping,
    EditorState.allowMultipleSelections.of(true),
    drawSelection(),
    placeholder(words.editor.placeholder),
    EditorView.contentAttributes.of({
      'aria-label': words.editor.label,
      // It can be reached without; said for what only reads the attribute.
      tabindex: '0',
      spellcheck: 'true',
      autocapitalize: 'sentences',
      autocorrect: 'on'
    }),
    // Only what this person wrote in this note, never what others wrote in between.
    yCollab(text, awareness, { undoManager: new Y.UndoManager(text, { captureTimeout: 400 }) }),
    findLater,
    writing.of(accessExtension(access)),
    keymap.of([
      ...standardKeymap,
      { key: 'Mod-[', run: indentLess },
      { key: 'Mod-]', run: indentMore },
      // Tab is not bound: it leaves the editor, as it leaves any field (WCAG 2.1.2).
      { key: 'Escape', run: leave }
    ])
  ]
}

const writing = new Compartment()

export const setAccess = (view: EditorView, access: Access): void =>
  view.dispatch({ effects: writing.reconfigure(accessExtension(access)) })

/**
 * Undo changes the Y.Text itself and asks no editor. So a text that is only read has no key for it, nor takes it from the
 * browser's own menu, which Chromium offers also where nothing is editable.
 */
const accessExtension = (access: Access): Extension =>
  access === 'read'
    ? [
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        Prec.highest(EditorView.domEventHandlers({ beforeinput: () => true }))
      ]
    : [Prec.high(keymap.of([...markdownKeys])), keymap.of([...yUndoManagerKeymap])]
