// @vitest-environment happy-dom
import type { OpenDocument } from '@weft/client'
import { expect, it } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { render, settle } from './testing/render.js'
import { usePresence } from './use-presence.js'

function Names({ of, rendered }: { of: OpenDocument; rendered: () => void }) {
  rendered()
  return <p>{usePresence(of, (others) => others.map(({ state }) => state.name).join())}</p>
}

const Count = ({ of }: { of: OpenDocument }) => <p>{usePresence(of).length}</p>

it('R1 others are shown by name; what they do not show renders nothing', async () => {
  const ydoc = new Y.Doc()
  const document = { id: 'page', ydoc, awareness: new Awareness(ydoc), close: async () => {} }
  const other = new Awareness(new Y.Doc())
  let renders = 0
  const arrive = () => {
    const update = encodeAwarenessUpdate(other, [other.clientID])
    applyAwarenessUpdate(document.awareness, update, 'remote')
  }
  const { page, unmount } = await render(<Names of={document} rendered={() => renders++} />)
  expect(page.textContent).toBe('')
  await settle(() => {
    other.setLocalState({ name: 'Phone' })
    arrive()
  })
  expect(page.textContent).toBe('Phone')
  const before = renders
  await settle(() => document.awareness.setLocalState({ name: 'me' }))
  await settle(() => {
    other.setLocalStateField('caret', 3)
    arrive()
  })
  expect(renders).toBe(before)
  await unmount()
  document.awareness.destroy()
  other.destroy()
})

it('R2 who leaves is no longer shown', async () => {
  const ydoc = new Y.Doc()
  const document = { id: 'page', ydoc, awareness: new Awareness(ydoc), close: async () => {} }
  const other = new Awareness(new Y.Doc())
  const arrive = () =>
    applyAwarenessUpdate(document.awareness, encodeAwarenessUpdate(other, [other.clientID]), 'remote')
  other.setLocalState({ name: 'Phone' })
  arrive()
  const { page, unmount } = await render(<Count of={document} />)
  expect(page.textContent).toBe('1')
  await settle(() => {
    other.setLocalState(null)
    arrive()
  })
  expect(page.textContent).toBe('0')
  await unmount()
  document.awareness.destroy()
  other.destroy()
})
