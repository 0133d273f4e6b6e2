// A y-websocket client beside the notes app: they write one note, see each other, and nothing is claimed of the client.

import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { expect, openNotes, test } from '../lib/notes-page.js'

test('F9 F8 a web client writes along, has a row that is live only, and leaves the app up to date', async ({
  relay,
  profile,
  scope
}) => {
  const notes = await openNotes(await profile(), relay.url)
  const id = await notes.create('Written in the app')
  await notes.sent()
  const provider = new WebsocketProvider(`${relay.url.replace('http', 'ws')}/yjs/notes`, id, new Y.Doc(), {
    WebSocketPolyfill: WebSocket as never,
    disableBc: true
  })
  scope.own(() => provider.destroy())
  const text = provider.doc.getText('text')
  await expect.poll(() => text.toString()).toBe('Written in the app')
  provider.awareness.setLocalStateField('user', { name: 'Ana elsewhere', color: '#30bced' })
  text.insert(0, 'From elsewhere. ')
  await notes.shows('From elsewhere. Written in the app')
  // The client sees who is in the app, too.
  await expect.poll(() => provider.awareness.getStates().size).toBeGreaterThan(1)

  await notes.openSheet()
  const row = notes.sheet.getByRole('listitem').filter({ hasText: 'Ana elsewhere' })
  await expect(row).toContainText('Connected')
  await expect(row).toContainText('Live only: it gets edits while it is connected')
  await expect(row).not.toContainText('Has all of your edits')
  await expect(row.getByRole('button')).toHaveCount(0)
  await notes.closeSheet()
  await expect(notes.chip).toContainText('Saved and sent')

  provider.destroy()
  await notes.openSheet()
  await expect(row).toContainText('Last heard from')
  await expect(row).toContainText('Live only: what it kept is unknown')
  await row.getByRole('button', { name: 'Remove Ana elsewhere' }).click()
  await row.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(row).toHaveCount(0)
  await notes.closeSheet()
  await notes.type(' And on.')
  await expect(notes.chip).toContainText('Saved and sent')
})
