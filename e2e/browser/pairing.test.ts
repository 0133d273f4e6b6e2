// A second device is added by a link, to a relay that asks for a secret.

import { expect } from '@playwright/test'
import { test } from '../lib/world.js'

test('N5 a second device joins by the link of the first, which leaves no secret in its address', async ({
  world
}) => {
  const secret = 'secret-of-some-length'
  const relay = await world.relay({ args: ['--secret', secret] })
  // The first device joins by the link that the relay prints.
  await expect.poll(relay.output).toContain('pair a device: ')
  const printed = /pair a device: (\S+)/.exec(relay.output())?.[1] ?? ''
  const a = await world.browser('', { path: printed })
  await a.page.getByRole('textbox', { name: 'Name of this device' }).fill('Laptop')
  await a.page.getByRole('button', { name: 'Add device' }).click()
  await expect(a.notes.chip).toContainText('Saved and sent')
  expect(a.page.url()).not.toContain('pair')
  await a.notes.write('Shared')
  await a.page.getByRole('button', { name: 'Menu' }).click()
  await a.page.getByRole('menuitem', { name: 'Add a device' }).click()
  await expect(a.page.getByRole('img', { name: 'QR code of the link' })).toBeVisible()
  const link = await a.page.getByRole('textbox', { name: 'Link' }).inputValue()
  expect(new URL(link).search).toBe('')

  const b = await world.browser('', { path: link })
  expect(b.page.url()).not.toContain('pair')
  await b.page.getByRole('textbox', { name: 'Name of this device' }).fill('Phone')
  await b.page.getByRole('button', { name: 'Add device' }).click()
  await expect(b.notes.rows.filter({ hasText: 'Shared' })).toBeVisible()
  await b.notes.rows.filter({ hasText: 'Shared' }).click()
  await expect.poll(b.notes.text).toBe('Shared')
  await expect(b.notes.chip).toContainText('On both devices')
  await expect(b.notes.rows).toHaveCount(2)
  const sheet = await b.notes.openSheet()
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Laptop' })).toContainText('Connected')
})

test('A3 a browser without the secret is asked for it, and told nothing of the notes', async ({ world }) => {
  const secret = 'secret-of-some-length'
  const relay = await world.relay({ args: ['--secret', secret] })
  const { notes, page } = await world.browser(relay.url)
  await expect(notes.chip).toContainText('Sign in again')
  const sheet = await notes.openSheet()
  await sheet.getByLabel('Link or secret').fill(secret)
  await sheet.getByRole('button', { name: 'Connect' }).click()
  await expect(sheet.getByText('Sign in again')).toHaveCount(0)
  await notes.closeSheet()
  await expect(notes.chip).toContainText('Saved and sent')
  expect(page.url()).not.toContain('secret')
})
