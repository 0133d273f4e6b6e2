import { type StoreProvider, WeftProvider } from '@weft/client'
import * as Y from 'yjs'

export function openReadme(stores: StoreProvider, url: string, say: (words: string) => void) {
  const doc = new Y.Doc() // bind an editor to it, at once or later
  const provider = new WeftProvider({ stores, url, space: 'demo', document: 'readme', doc })
  provider.awareness.setLocalStateField('user', { name: 'Ada' })
  provider.on('status', ({ kind, status }) => say(`${kind}, ${status}`))
  return { doc, provider } // provider.destroy() saves, and leaves the doc alone
}
