// Each stage is shown only when it is true: on the relay, on the other device, and of a deletion too.

import { expect, type Page } from '@playwright/test'
import { typeInto } from '../lib/notes-page.js'
import { test } from '../lib/world.js'

/** Every text that the chip has from now on. */
async function watchChip(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const chip = document.querySelector('.chip')
    const seen: string[] = []
    const note = (): void => {
      const text = chip?.textContent ?? ''
      if (seen.at(-1) !== text) seen.push(text)
    }
    note()
    if (chip)
      new MutationObserver(note).observe(chip, { subtree: true, childList: true, characterData: true })
    Object.assign(globalThis, { chipTexts: seen })
  })
  return () => page.evaluate(() => (globalThis as unknown as { chipTexts: string[] }).chipTexts)
}

const saysSent = /Sent|sent|On both|On all/

test('S2 a relay that is stopped before it could store an edit shows no "sent"', async ({ world }) => {
  const relay = await world.relay()
  const { notes, page } = await world.browser(relay.url)
  await notes.write('First')
  await expect(notes.chip).toContainText('Saved and sent')
  relay.pause()
  const texts = await watchChip(page)
  await notes.type(' and second')
  await expect(notes.chip).toContainText(/Sending \d+ edits?/)
  const sheet = await notes.openSheet()
  await expect(sheet.getByText('Saved on this device', { exact: true })).toBeVisible()
  await expect(sheet.getByText(/\d+ edits? waits? to be sent/)).toBeVisible()
  await expect(sheet.getByText('On the relay', { exact: true })).toBeHidden()
  // From the first keystroke on, whatever else was shown.
  const [before, ...since] = await texts()
  expect(before).toMatch(saysSent)
  expect(since.filter((text) => saysSent.test(text))).toEqual([])
  relay.resume()
  await expect(sheet.getByText('On the relay', { exact: true })).toBeVisible()
  await notes.closeSheet()
  await expect(notes.chip).toContainText('Saved and sent')
})

test('S2 an edit whose receipt is held back is not shown as sent, though the relay has it', async ({
  world
}) => {
  const relay = await world.relay()
  const network = await world.network(relay)
  const { notes, page } = await world.browser(network.url)
  await notes.write('First')
  await expect(notes.chip).toContainText('Saved and sent')
  network.holdDown()
  const texts = await watchChip(page)
  const sentBefore = network.bytes.up
  await notes.type('!')
  await expect(notes.chip).toContainText('Sending 1 edit')
  await expect.poll(() => network.bytes.up).toBeGreaterThan(sentBefore)
  const [, ...since] = await texts()
  expect(since.filter((text) => saysSent.test(text))).toEqual([])
  network.release()
  await expect(notes.chip).toContainText('Saved and sent')
})

test('S12 a deletion alone shows the other device behind until it has arrived there', {
  tag: '@firefox'
}, async ({ world }) => {
  const relay = await world.relay()
  const network = await world.network(relay)
  const a = await world.browser(relay.url)
  const path = await a.notes.write('To be deleted')
  const b = await world.browser(network.url, { path })
  await expect.poll(b.notes.text).toBe('To be deleted')
  await b.notes.openSheet()
  await b.page.getByRole('button', { name: 'Rename' }).click()
  await typeInto(b.page.getByRole('textbox', { name: 'Name of this device' }), 'Phone')
  await b.page.getByRole('button', { name: 'Save', exact: true }).click()
  await b.notes.closeSheet()
  // The name travels with the next hello; only then the other device knows it.
  const names = await a.notes.openSheet()
  await expect(names.getByRole('listitem').filter({ hasText: 'Phone' })).toBeVisible()
  await a.notes.closeSheet()
  await expect(a.notes.chip).toContainText('On both devices')
  network.refuse()
  await expect(b.notes.chip).toContainText('cannot reach relay')

  await a.notes.rows.filter({ hasText: 'To be deleted' }).click()
  await a.page.getByRole('button', { name: 'This note' }).click()
  await a.page.getByRole('menuitem', { name: 'Delete note' }).click()
  await expect(a.notes.rows.filter({ hasText: 'To be deleted' })).toHaveCount(0)
  await expect(a.notes.chip).toContainText(/Sent.*Phone is 1 edit behind/)
  const sheet = await a.notes.openSheet()
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Phone' })).toContainText(
    '1 edit behind (in 1 note)'
  )
  await a.notes.closeSheet()

  network.allow()
  await expect(a.notes.chip).toContainText('On both devices', { timeout: 30_000 })
  await expect(b.notes.rows.filter({ hasText: 'To be deleted' })).toHaveCount(0)
})
