// A browser that is started cold, at a note's address, while nothing answers there.

import { join } from 'node:path'
import { type BrowserContext, chromium } from '@playwright/test'
import { makeFolder } from '../lib/folders.js'
import { expect, notesPage, openNotes, test } from '../lib/notes-page.js'

test('N1 S13 opens a note and its list cold with the relay gone, and still has its log', async ({
  relay,
  scope,
  launchOptions,
  headless
}) => {
  const folder = await makeFolder(scope, 'profile')
  const start = async (): Promise<BrowserContext> => {
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      ...launchOptions,
      headless
    })
    scope.own(() => context.close())
    return context
  }

  const first = await start()
  const before = await openNotes(first, relay.url)
  // Made only where nothing else is known to be, so it has to be there first.
  await expect(before.list.getByRole('option', { name: 'Welcome to Weft Notes' })).toBeVisible()
  const id = await before.create('Packing list\nA tent, a stove')
  await before.sent()
  // Everything that the app can need is kept from the first visit on.
  await before.page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await first.close()
  await relay.stop()

  const again = await start()
  const page = await again.newPage()
  await page.goto(`${relay.url}/${id}`)
  const after = notesPage(page)
  await after.shows('Packing list\nA tent, a stove')
  await expect(after.list.getByRole('option', { name: 'Packing list' })).toHaveAttribute(
    'aria-selected',
    'true'
  )
  await expect(after.list.getByRole('option', { name: 'Welcome to Weft Notes' })).toBeVisible()
  await expect(page).toHaveTitle('Packing list – Weft Notes')
  // What comes after the first load is here too.
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeVisible()
  await after.type(', a map')
  await after.shows('Packing list\nA tent, a stove, a map')
  await expect(after.chip).toHaveText(/^Saved here/)

  // Typed with nothing around, and there after a reload with nothing around.
  await page.goto(`${relay.url}/${id}?debug`)
  const sheet = page.getByRole('dialog', { name: 'Sync log' })
  await expect(sheet.getByText('Connected to the relay').first()).toBeVisible()
  await expect(sheet.getByText(/^Sent 1 edit|^Sent \d+ edits/).first()).toBeVisible()
  await expect(sheet).not.toContainText('tent')
  await after.closeSheet()
  await after.shows('Packing list\nA tent, a stove, a map')
})
