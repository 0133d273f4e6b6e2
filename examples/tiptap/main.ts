// Tiptap on a Y.XmlFragment: saved here, sent to the relay, brought to other devices.

import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { StarterKit } from '@tiptap/starter-kit'
import { WeftProvider } from '@weft/client'
import { showStatus, somebody } from '@weft/example-page'
import { indexeddbStores } from '@weft/indexeddb'
import * as Y from 'yjs'
import '@weft/example-page/page.css'
import './editor.css'

const doc = new Y.Doc()

const provider = new WeftProvider({
  stores: indexeddbStores(),
  url: import.meta.env.VITE_RELAY ?? location.origin,
  space: 'examples',
  document: 'tiptap',
  doc
})
showStatus(provider)

new Editor({
  element: document.querySelector('#editor')!,
  editorProps: { attributes: { 'aria-label': 'Text' } },
  extensions: [
    // Undo is that of Collaboration: it takes back one's own edits only.
    StarterKit.configure({ undoRedo: false }),
    Collaboration.configure({ document: doc }),
    CollaborationCaret.configure({ provider, user: somebody() })
  ]
})
