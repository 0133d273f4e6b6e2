// A relay with a secret: signing in, pairing a second device by its link, and the link that the app itself shows.

import type { Page } from '@playwright/test'
import type { Scope } from '@weft/base'
import { makeFolder } from '../lib/folders.js'
import { appFolder, expect, notesPage, openNotes, test } from '../lib/notes-page.js'
import { type RelayProcess, startRelay } from '../lib/relay-process.js'

const secret = 'correct-horse-battery'

async function startGuarded(scope: Scope): Promise<{ relay: RelayProcess; link: string }> {
  const data = await makeFolder(scope, 'relay')
  const relay = await startRelay(scope, { data, app: appFolder, args: ['--secret', secret] })
  await expect.poll(() => relay.output()).toMatch(/^pair a device: \S+$/m)
  const link = /^pair a device: (\S+)$/m.exec(relay.output())![1]!
  return { relay, link }
}

/** Opens a pairing link and gives this device a name. */
async function join(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link)
  const dialog = page.getByRole('dialog', { name: 'Add this device' })
  const field = dialog.getByRole('textbox', { name: 'Name of this device' })
  await expect(field).toBeFocused()
  await field.fill(name)
  await dialog.getByRole('button', { name: 'Add device' }).click()
  await expect(dialog).toBeHidden()
}

test('A3 N5 asks to sign in, tells a wrong secret from a right one, and sends what was written meanwhile', async ({
  profile,
  scope
}) => {
  const { relay } = await startGuarded(scope)
  const notes = await openNotes(await profile(), relay.url)
  await expect(notes.chip).toHaveText(/^Sign in again/)
  await notes.create('Written before signing in')
  await expect(notes.chip).toHaveText(/^Sign in again · \d+ edits? waiting/)

  const sheet = await notes.openSheet()
  await expect(sheet).toContainText('The relay asks for its secret.')
  const field = sheet.getByLabel('Link or secret')
  const connect = sheet.getByRole('button', { name: 'Connect' })
  await field.fill('two words')
  await connect.click()
  await expect(sheet.getByRole('alert')).toHaveText('This is neither a pairing link nor a secret.')
  await field.fill('wrong-secret')
  await connect.click()
  await expect(sheet.getByRole('alert')).toContainText('does not accept the secret')
  expect(await sheet.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true)
  await expect(notes.chip).toHaveText(/^Sign in again/)
  await field.fill(secret)
  await connect.click()
  await expect(field).toBeHidden()
  expect(await sheet.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true)
  await notes.closeSheet()
  await notes.sent()
})

test('A3 N5 the printed link pairs a fresh browser, asks its name, and leaves no secret in the address', async ({
  profile,
  scope
}) => {
  const { relay, link } = await startGuarded(scope)
  expect(link.startsWith(`${relay.url}/#pair=`)).toBe(true)
  const [first, second] = [await (await profile()).newPage(), await (await profile()).newPage()]
  const asked: string[] = []
  for (const page of [first, second]) {
    page.on('request', (request) => asked.push(request.url()))
    page.on('websocket', (socket) => asked.push(socket.url()))
  }
  await join(first, link, 'Desk')
  expect(new URL(first.url()).hash).toBe('')
  const desk = notesPage(first)
  await desk.create('From the desk')
  await desk.sent()

  await join(second, link, 'Phone')
  const phone = notesPage(second)
  await phone.openNote('From the desk')
  await expect(phone.list.getByRole('option')).toHaveCount(2)
  await expect(desk.chip).toHaveText(/^On both devices/)
  const sheet = await desk.openSheet()
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Phone' })).toContainText('Connected')
  await expect(desk.ownRow).toContainText('Desk')

  // The secret is in what the link carries, so neither may stand in any request nor in the history.
  const fragment = new URL(link).hash.slice('#pair='.length)
  for (const address of asked) {
    expect(address).not.toContain(fragment)
    expect(address).not.toContain(secret)
  }
  await second.reload()
  await expect(phone.list).toBeVisible()
  await expect(phone.sheet).toBeHidden()
  await phone.sent()
})

test('N5 a device that is signed in shows the link that pairs another one, as text and as a QR code', async ({
  profile,
  scope
}) => {
  const { link } = await startGuarded(scope)
  const page = await (await profile()).newPage()
  await join(page, link, 'Desk')
  const desk = notesPage(page)
  await desk.openSheet()
  await desk.sheet.getByRole('button', { name: 'Add a device' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a device' })
  const field = dialog.getByRole('textbox', { name: 'Link' })
  await expect(field).toHaveValue(link)
  const code = dialog.getByRole('img', { name: 'QR code of the link' })
  await expect(code).toBeVisible()
  expect(await code.evaluate((element) => element.tagName)).toBe('svg')
  await expect(dialog).toContainText('Another device cannot reach this address')
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible()

  const other = await (await profile()).newPage()
  await join(other, await field.inputValue(), 'Phone')
  await notesPage(other).sent()
})

test('N5 a link that is cut short is told, and pairs nothing', async ({ profile, scope }) => {
  const { link } = await startGuarded(scope)
  const page = await (await profile()).newPage()
  await page.goto(link.slice(0, -8))
  const dialog = page.getByRole('dialog', { name: 'Add this device' })
  await expect(dialog).toContainText('This link does not work')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(dialog).toBeHidden()
  await expect(notesPage(page).chip).toHaveText(/^Sign in again/)
})
