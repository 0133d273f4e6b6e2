// CodeMirror on a Y.Text: saved here, sent to the relay, brought to other devices.

import { standardKeymap } from '@codemirror/commands'
import { EditorView, keymap } from '@codemirror/view'
import { WeftProvider } from '@weft/client'
import { showStatus, somebody } from '@weft/example-page'
import { indexeddbStores } from '@weft/indexeddb'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import * as Y from 'yjs'
import '@weft/example-page/page.css'
import './editor.css'

const doc = new Y.Doc()
const text = doc.getText('text')

const provider = new WeftProvider({
  stores: indexeddbStores(),
  url: import.meta.env.VITE_RELAY ?? location.origin,
  space: 'examples',
  document: 'codemirror',
  doc
})
provider.awareness.setLocalStateField('user', somebody())
showStatus(provider)

new EditorView({
  parent: document.querySelector('#editor')!,
  doc: text.toString(),
  extensions: [
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'Text' }),
    yCollab(text, provider.awareness, { undoManager: new Y.UndoManager(text) }),
    keymap.of([...yUndoManagerKeymap, ...standardKeymap])
  ]
})
