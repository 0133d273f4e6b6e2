// A device that syncs over Wi-Fi only: it lets go of a metered network, says so, and comes back by itself.

import type { BrowserContext, Page } from '@playwright/test'
import { expect, openNotes, test, watchSockets } from '../lib/notes-page.js'

/** Puts a NetworkInformation into every page of the browser that says what `setNetwork` told last. */
async function overrideConnection(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const type = localStorage.getItem('test-network') ?? 'wifi'
    const connection = Object.assign(new EventTarget(), { type, saveData: false })
    Object.defineProperty(navigator, 'connection', { get: () => connection })
  })
}

const setNetwork = (page: Page, type: 'wifi' | 'cellular'): Promise<void> =>
  page.evaluate((to) => {
    localStorage.setItem('test-network', to)
    const connection = (navigator as unknown as { connection: EventTarget }).connection
    Object.assign(connection, { type: to })
    connection.dispatchEvent(new Event('change'))
  }, type)

test('S9 waits for Wi-Fi on a metered network, syncs anyway when told to, and goes on by itself', async ({
  relay,
  profile
}) => {
  const context = await profile()
  await overrideConnection(context)
  const sockets = watchSockets()
  context.on('page', sockets.watch)
  const notes = await openNotes(context, relay.url)
  const { page, chip } = notes
  const id = await notes.create('On Wi-Fi')
  await notes.sent()
  const other = await openNotes(await profile(), `${relay.url}/${id}`)
  await other.shows('On Wi-Fi')

  const sheet = await notes.openSheet()
  const wifiOnly = sheet.getByRole('switch', { name: 'Sync over Wi-Fi only' })
  await expect(wifiOnly).not.toBeChecked()
  await expect(sheet).toContainText('This network is not metered.')
  await wifiOnly.check()
  await notes.closeSheet()
  await notes.type(', still')
  await other.shows('On Wi-Fi, still')
  await notes.sent()

  await setNetwork(page, 'cellular')
  await expect(chip).toHaveText(/^Waiting for Wi-Fi · since \d/)
  await expect.poll(() => sockets.open).toBe(0)
  await expect(page.getByRole('status').filter({ hasText: 'Waiting for Wi-Fi.' })).toHaveCount(1)
  await page.keyboard.insertText('!')
  await expect(chip).toHaveText(/^Waiting for Wi-Fi · 1 edit saved here/)

  // A person's word holds, and so does the setting, in a fresh page of the same device.
  await page.reload()
  await expect(chip).toHaveText(/^Waiting for Wi-Fi · 1 edit saved here/)
  await notes.openSheet()
  await expect(wifiOnly).toBeChecked()
  await expect(sheet).toContainText('This network is metered')
  await expect(sheet).toContainText('1 edit is saved on this device and will be sent later.')
  await other.shows('On Wi-Fi, still')
  await sheet.getByRole('button', { name: 'Sync now anyway' }).click()
  await expect(sheet.getByRole('button', { name: 'Sync now anyway' })).toBeHidden()
  await notes.closeSheet()
  await notes.sent()
  await other.shows('On Wi-Fi, still!')

  // It went through once: on the next metered network the device waits again, and on Wi-Fi it comes by itself.
  await setNetwork(page, 'wifi')
  await setNetwork(page, 'cellular')
  await expect(chip).toHaveText(/^Waiting for Wi-Fi/)
  await notes.type('!')
  await expect(chip).toHaveText(/^Waiting for Wi-Fi · 1 edit saved here/)
  await setNetwork(page, 'wifi')
  await other.shows('On Wi-Fi, still!!')
  await notes.sent()
  await notes.openSheet()
  await sheet.getByRole('button', { name: 'Sync log' }).click()
  await expect(sheet.getByText('Not connecting: this network is metered').first()).toBeVisible()
})

test('S9 a browser that does not tell is said not to, and syncs', async ({ relay, profile }) => {
  const context = await profile()
  await context.addInitScript(() => Object.defineProperty(navigator, 'connection', { get: () => undefined }))
  const notes = await openNotes(context, relay.url)
  const sheet = await notes.openSheet()
  await sheet.getByRole('switch', { name: 'Sync over Wi-Fi only' }).check()
  await expect(sheet).toContainText('This browser does not tell which networks are metered')
  await notes.closeSheet()
  await notes.create('Sent all the same')
  await notes.sent()
})
