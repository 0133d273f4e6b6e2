// @vitest-environment happy-dom
import { createSignal } from '@weft/base'
import type { Device, DocumentListItem, OpenDocument, Space } from '@weft/client'
import { defineDocument, manual, register, text } from '@weft/model'
import { expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import * as z from 'zod'
import {
  useConflicts,
  useDocumentState,
  useFields,
  useSpaceConflicts,
  type WithConflicts
} from './model-hooks.js'
import { createFakeDevice } from './testing/fake-device.js'
import { render, settle } from './testing/render.js'
import { useTypedDocument } from './use-typed-document.js'

const fields = { text: text(), title: register(z.string(), { strategy: manual(), default: '' }) }
const note = defineDocument({ name: 'note', version: 1, fields })

const openNote = (): OpenDocument => {
  const ydoc = new Y.Doc()
  return { id: 'n/1', ydoc, awareness: new Awareness(ydoc), close: async () => ydoc.destroy() }
}

interface NoteProps {
  readonly open: OpenDocument
  readonly device: Device
  readonly rendered: () => void
}

function Note({ open, device, rendered }: NoteProps) {
  rendered()
  const typed = useTypedDocument(open, note, { device })
  const title = useFields(typed, ({ title }) => title.get())
  const conflicts = useConflicts(typed)
  const { kind } = useDocumentState(typed)
  return (
    <>
      <p>{`${title} ${kind} ${conflicts.length}`}</p>
      <button type="button" onClick={() => typed.kind === 'open' && typed.value.fields.title.set('mine')} />
    </>
  )
}

it('V6 a title is shown with its conflict, and letters in the text draw nothing', async () => {
  const open = openNote()
  let renders = 0
  const { page, unmount } = await render(
    <Note open={open} device={createFakeDevice()} rendered={() => renders++} />
  )
  const shown = () => page.querySelector('p')?.textContent
  await settle()
  expect(shown()).toBe(' open 0')
  await settle(() => page.querySelector('button')?.click())
  expect(shown()).toBe('mine open 0')

  const other = new Y.Doc()
  note.bind(other, { author: { device: 'other' } }).fields.title.set('theirs')
  await settle(() => Y.applyUpdate(open.ydoc, Y.encodeStateAsUpdate(other)))
  expect(shown()).toMatch(/^(mine|theirs) open 1$/)

  const before = renders
  await settle(() => open.ydoc.getText('text').insert(0, 'letters'))
  expect(renders).toBe(before)
  await unmount()
})

it('V11 a document that does not fit is shown as read-only', async () => {
  const open = openNote()
  open.ydoc.getArray('text').push([1])
  const { page, unmount } = await render(<Note open={open} device={createFakeDevice()} rendered={() => {}} />)
  await settle()
  expect(page.querySelector('p')?.textContent).toBe(' read-only 0')
  await unmount()
})

function Inbox({ space }: { space: Space<WithConflicts> }) {
  return <p>{useSpaceConflicts(space).map(({ id }) => id)}</p>
}

it('V6 the conflicts of closed documents are found in their summaries', async () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  for (const [ydoc, device] of [[one, 'a'] as const, [other, 'b'] as const]) {
    note.bind(ydoc, { author: { device } }).fields.title.set(device)
  }
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
  const item = (id: string, ydoc: Y.Doc): DocumentListItem<WithConflicts> => ({
    ...{ id, changedAt: 1, summary: { conflicts: note.read(ydoc).conflicts } }
  })
  const documents = createSignal([item('n/1', one), item('n/2', other)])
  const space = { documents } as unknown as Space<WithConflicts>
  const { page, unmount } = await render(<Inbox space={space} />)
  expect(page.textContent).toBe('n/1')
  await settle(() => documents.set([item('n/2', other)]))
  expect(page.textContent).toBe('')
  await unmount()
})
