// Private windows, and browsers that keep nothing: what becomes of notes there is said, and nothing is claimed.
//
// A context of Playwright's own is what a private window is: its storage works, and goes with it. That it runs full is
// tried in app-storage.test.ts, in such a context too.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { makeFolder } from '../lib/folders.js'
import { expect, notesPage, openNotes, test } from '../lib/notes-page.js'

test('D5 S6 a private window is said to be cleared, and what became of it is not known afterwards', async ({
  relay,
  profile,
  browser
}) => {
  const window = await browser.newContext()
  const notes = await openNotes(window, relay.url)
  await notes.rename('Incognito')
  const id = await notes.create('Written in private')
  await notes.sent()
  const sheet = await notes.openSheet()
  const storage = sheet
    .getByRole('listitem')
    .filter({ has: notes.page.getByText('Storage', { exact: true }) })
  await expect(storage).toContainText('when this is a private window and it is closed')
  await storage.getByRole('button', { name: 'Ask the browser to keep it' }).click()
  await expect(storage).toContainText('The browser did not promise it.')
  await expect(notes.ownRow).toContainText('Its browser may clear its storage')

  const other = await openNotes(await profile(), `${relay.url}/${id}`)
  await other.openSheet()
  const row = other.sheet.getByRole('listitem').filter({ hasText: 'Incognito' })
  await expect(row).toContainText('Connected')
  await expect(row).toContainText('Its browser may clear its storage')
  await window.close()
  await expect(row).toContainText('Last heard from')
  await expect(row).toContainText(/What was written there since .* is unknown/)

  // The next private window knows nothing: it is another device, and gets what had been sent.
  const next = await openNotes(await profile(), `${relay.url}/${id}`)
  await next.shows('Written in private')
  await next.openSheet()
  await expect(next.ownRow).not.toContainText('Incognito')
  await expect(next.sheet.getByRole('listitem').filter({ hasText: 'Incognito' })).toContainText(
    'Last heard from'
  )
})

test('D4 D5 a browser that gives no storage is said to, instead of notes that would be lost', async ({
  relay,
  scope,
  launchOptions,
  headless
}) => {
  const folder = await makeFolder(scope, 'profile')
  await mkdir(join(folder, 'Default'))
  // What a person sets under "sites may not save data on your device".
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } }
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(blocked))
  const context = await chromium.launchPersistentContext(folder, { ...launchOptions, headless })
  scope.own(() => context.close())
  const page = await context.newPage()
  await page.goto(relay.url)
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Your notes cannot be opened')
  await expect(alert).toContainText('Private windows and blocked site data are the usual causes')
  await expect(alert).toContainText('Reason: ')
  await expect(notesPage(page).chip).toHaveCount(0)
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(alert).toContainText('Your notes cannot be opened')
})
