// Every screen, on a desk and on a phone, in light and in dark, has nothing that axe finds.

import { AxeBuilder } from '@axe-core/playwright'
import type { Scope } from '@weft/base'
import { createMemoryStores, openDevice, webSocketTransport } from '@weft/client'
import WebSocket from 'ws'
import { makeFolder } from '../lib/folders.js'
import { spaceName } from '../lib/node-device.js'
import { appFolder, expect, type NotesPage, openNotes, test } from '../lib/notes-page.js'
import { startRelay } from '../lib/relay-process.js'

const secret = 'correct-horse-battery'

const screens = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
}

/** Another row for the sheet. */
async function openOther(scope: Scope, url: string): Promise<void> {
  const device = await openDevice({
    stores: createMemoryStores(),
    name: 'Phone',
    platform: 'Node',
    transport: webSocketTransport(WebSocket as never),
    relay: { url, token: secret }
  })
  scope.own(() => device.close())
  await device.openSpace(spaceName)
}

/** What axe finds on what is shown now, as one line for each finding. */
async function findings({ page }: NotesPage): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id} ${target.join(' ')}: ${any[0]?.message ?? ''}`)
  )
}

for (const [screen, options] of Object.entries(screens)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`N2 axe finds nothing on any screen, ${screen}, ${colorScheme}`, async ({ browser, scope }) => {
      test.slow()
      const data = await makeFolder(scope, 'relay')
      const relay = await startRelay(scope, { data, app: appFolder, args: ['--secret', secret] })
      // Still colours: half faded in, a text has less contrast.
      const context = await browser.newContext({ ...options, colorScheme, reducedMotion: 'reduce' })
      scope.own(() => context.close())
      const isPhone = screen === 'phone'
      const notes = await openNotes(context, relay.url)
      const { page, sheet } = notes
      const found: string[] = []
      const look = async (name: string): Promise<void> => {
        for (const finding of await findings(notes)) found.push(`${name}: ${finding}`)
      }

      await expect(page.getByText('No notes yet')).toBeVisible()
      await look('empty')

      await notes.openSheet()
      const field = sheet.getByLabel('Link or secret')
      await expect(field).toBeVisible()
      await look('sign-in')
      await field.fill(secret)
      await sheet.getByRole('button', { name: 'Connect' }).click()
      await expect(field).toBeHidden()
      await notes.closeSheet()
      await notes.sent()

      await notes.shows(/Welcome to Weft Notes/)
      await look('note')
      if (isPhone) {
        await page.getByRole('button', { name: 'Back to the list' }).click()
        await expect(notes.list.getByRole('option')).toHaveCount(1)
        await look('list')
        await notes.list.getByRole('option').click()
      }

      await openOther(scope, relay.url)
      await notes.openSheet()
      await expect(sheet.getByRole('listitem').filter({ hasText: 'Phone' })).toContainText('Has all')
      await look('devices')
      await sheet.getByRole('button', { name: 'Remove Phone' }).click()
      await expect(sheet.getByText('Remove Phone from this list?')).toBeVisible()
      await sheet.getByRole('button', { name: 'Rename' }).click()
      await look('devices, removing and renaming')
      await sheet.getByRole('button', { name: 'Sync log' }).click()
      await expect(sheet.getByText('Connected to the relay').first()).toBeVisible()
      await look('log')
      await sheet.getByRole('button', { name: 'Back' }).click()
      await sheet.getByRole('button', { name: 'Add a device' }).click()
      await expect(sheet.getByRole('img', { name: 'QR code of the link' })).toBeVisible()
      await look('add a device')
      await notes.closeSheet()

      if (isPhone) await page.getByRole('button', { name: 'Back to the list' }).click()
      await page.getByRole('button', { name: 'Menu' }).click()
      await look('menu')
      await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
      await look('shortcuts')
      await notes.closeSheet()

      await page.getByRole('searchbox', { name: 'Search notes' }).fill('nothing like this')
      await expect(page.getByText('No note has “nothing like this”').last()).toBeVisible()
      await look('nothing found')
      await page.getByRole('button', { name: 'Clear the search' }).click()
      await notes.list.getByRole('option').first().click()
      await page.getByRole('button', { name: 'This note' }).click()
      await page.getByRole('menuitem', { name: 'Delete note' }).click()
      await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
      await look('deleted')
      await page.goto(`${relay.url}/n/not-here`)
      await expect(page.getByRole('heading', { name: 'This note is not on this device' })).toBeVisible()
      await look('absent')
      expect(found).toEqual([])
    })
  }
}
