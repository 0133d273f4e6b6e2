// Quill on a Y.Text: saved here, sent to the relay, brought to other devices.

import { WeftProvider } from '@weft/client'
import { showStatus, somebody } from '@weft/example-page'
import { indexeddbStores } from '@weft/indexeddb'
import Quill from 'quill'
import QuillCursors from 'quill-cursors'
import { QuillBinding } from 'y-quill'
import * as Y from 'yjs'
import 'quill/dist/quill.snow.css'
import '@weft/example-page/page.css'
import './editor.css'

const doc = new Y.Doc()

const provider = new WeftProvider({
  stores: indexeddbStores(),
  url: import.meta.env.VITE_RELAY ?? location.origin,
  space: 'examples',
  document: 'quill',
  doc
})
provider.awareness.setLocalStateField('user', somebody())
showStatus(provider)

Quill.register('modules/cursors', QuillCursors)
const quill = new Quill('#editor', {
  theme: 'snow',
  modules: { cursors: true, toolbar: [['bold', 'italic'], [{ list: 'bullet' }]], history: { userOnly: true } }
})
quill.root.role = 'textbox'
quill.root.ariaLabel = 'Text'
new QuillBinding(doc.getText('text'), quill, provider.awareness)
