// Notes that this version of the app may only read: written by a newer one, or not as the app writes.

import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type * as Y from 'yjs'
import type { BrowserDevice } from '../lib/browser-device.js'
import type { NodeDevice } from '../lib/node-device.js'
import { test } from '../lib/world.js'

const id = 'n/plan'
const text = '- [ ] Rail pass\n- [ ] Hotel'

/** Edits as no handle of this version's schema would. */
async function edit({ space }: NodeDevice, change: (ydoc: Y.Doc) => void): Promise<void> {
  const note = await space.openDocument(id)
  note.ydoc.transact(() => change(note.ydoc))
  await space.flush()
  await note.close()
}

/** All that a person can try: keys, undo, a task's box, the fields. The text stays as it is. */
async function expectOnlyRead({ notes, page }: BrowserDevice, shown: string): Promise<void> {
  await expect(notes.editor).toHaveAttribute('aria-readonly', 'true')
  await notes.editor.focus()
  await expect(notes.editor).toBeFocused()
  await page.keyboard.type('no ')
  await page.keyboard.press('ControlOrMeta+b')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ControlOrMeta+z')
  for (const name of ['Title', 'Folder', 'Due date'] as const) {
    await expect(notes.field(name)).toHaveAttribute('readonly', '')
  }
  await notes.editor.getByRole('checkbox').first().dispatchEvent('mousedown')
  await expect(notes.editor).toContainText(shown)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id: rule }) => rule)).toEqual([])
}

test('N8 V10 a note of a newer version is read and received, asks for the update, and is not changed', async ({
  world
}) => {
  const relay = await world.relay()
  const newer = await world.node({ url: relay.url, name: 'Newer' })
  await newer.write(id, text)
  await edit(newer, (ydoc) => {
    ydoc.getMap('meta').set('created', 1)
    ydoc.getMap('weft').set('schema:note:9', 9)
  })
  const device = await world.browser(relay.url, { path: `/${id}` })
  const { notes, page } = device
  await expect(page.getByRole('note')).toContainText('Update to edit it')
  await expectOnlyRead(device, 'Rail pass')
  await newer.write(id, '\nand seats')
  await expect(notes.editor).toContainText('and seats')

  await page.getByRole('button', { name: 'This note' }).click()
  await page.getByRole('menuitem', { name: 'Delete note' }).click()
  await expect(page.getByText('The note could not be deleted.')).toBeVisible()
  await expect(notes.rows.filter({ hasText: 'Rail pass' })).toBeVisible()
  expect(await newer.read(id)).toBe(`${text}\nand seats`)
})

test('N8 V11 a note that stops to fit is only read from then on, says where, and is not repaired', async ({
  world
}) => {
  const relay = await world.relay()
  const other = await world.node({ url: relay.url, name: 'Other software' })
  await other.write(id, text)
  const device = await world.browser(relay.url, { path: `/${id}` })
  const { notes, page } = device
  await notes.type(' and seats')
  await expect.poll(() => other.read(id)).toBe(`${text} and seats`)
  await edit(other, (ydoc) => ydoc.getMap('meta').set('created', 'soon'))
  await expect(page.getByRole('note')).toContainText('created: ')
  await expectOnlyRead(device, 'Hotel and seats')
  await other.settled()
  expect(await other.read(id)).toBe(`${text} and seats`)

  // Whoever wrote it can set it right, and the note is as any other again.
  await edit(other, (ydoc) => ydoc.getMap('meta').set('created', 1))
  await expect(page.getByRole('note')).toBeHidden()
  await notes.type(', both ways')
  await expect.poll(() => other.read(id)).toBe(`${text} and seats, both ways`)
})
