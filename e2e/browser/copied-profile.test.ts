// What browsers do to an app's storage behind its back: profiles that are copied, tabs that are duplicated, origins cleared.

import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { entryKind } from '@weft/protocol'
import { notesPage } from '../lib/browser-device.js'
import { entriesOf, structsTwice } from '../lib/log-entries.js'
import { test, type World } from '../lib/world.js'

/** A note as the log has it, read by a device that knows nothing yet. */
async function textAtRelay(world: World, url: string, path: string): Promise<string> {
  const fresh = await world.node({ url })
  await fresh.settled()
  return fresh.read(path.slice(1))
}

const timesIn = (text: string, word: string): number => text.split(word).length - 1

test('E4 E5 a copied profile becomes a device of its own, and nothing is lost or comes twice', {
  tag: '@firefox'
}, async ({ world }) => {
  const data = await world.folder('relay')
  const relay = await world.relay({ data })
  const network = await world.network(relay)
  const folder = join(await world.folder('profile'), 'original')
  const original = await world.browser(network.url, { folder })
  const path = await original.notes.write('Sent')
  await expect(original.notes.chip).toContainText('Saved and sent')
  network.holdUp()
  await original.notes.type(' waiting')
  await expect(original.notes.chip).toContainText(/1 edit|\d+ edits/)
  await original.close()
  network.cut()
  network.release()

  const copied = join(await world.folder('profile'), 'copy')
  await cp(folder, copied, { recursive: true })
  const both = [
    await world.browser(network.url, { folder, path }),
    await world.browser(network.url, { folder: copied, path })
  ] as const
  for (const { notes } of both) await expect.poll(notes.text).toContain('Sent waiting')
  await both[0].notes.type(' first')
  await both[1].notes.type(' second')
  for (const { notes } of both) {
    await expect.poll(notes.text).toContain(' first')
    await expect.poll(notes.text).toContain(' second')
    await expect(notes.chip).toContainText(/On (all|both)|Saved and sent/, { timeout: 20_000 })
  }
  const text = await textAtRelay(world, relay.url, path)
  for (const word of ['Sent', ' waiting', ' first', ' second'])
    expect([word, timesIn(text, word)]).toEqual([word, 1])
  const sheet = await both[0].notes.openSheet()
  await expect(sheet.getByText(/\(copy\)/)).toHaveCount(1)
  for (const device of both) await device.close()
  await relay.stop()
  // Who begins as another device gives back whole documents; apart from that each struct stands in the log once.
  const edits = (await entriesOf(data)).filter(({ kind }) => kind !== entryKind.giveBack)
  expect(structsTwice(edits)).toEqual([])
})

test('T1 a duplicated tab is the same device, and what either types comes once', { tag: '@firefox' }, async ({
  world
}) => {
  const data = await world.folder('relay')
  const relay = await world.relay({ data })
  const { notes, context } = await world.browser(relay.url)
  const path = await notes.write('One')
  await expect(notes.chip).toContainText('Saved and sent')
  // As a browser's own command does: with the session's storage, and at the same address.
  const opened = context.waitForEvent('page')
  await notes.page.evaluate(() => void window.open(location.href))
  const twin = notesPage(await opened, relay.url)
  await expect.poll(twin.text).toBe('One')
  await notes.type(' two')
  await expect.poll(twin.text).toBe('One two')
  await twin.type(' three')
  for (const one of [notes, twin]) {
    await expect.poll(one.text).toBe('One two three')
    await expect(one.chip).toContainText('Saved and sent')
  }
  expect(await textAtRelay(world, relay.url, path)).toBe('One two three')
  const other = await world.browser(relay.url)
  const sheet = await other.notes.openSheet()
  await expect(sheet.getByRole('button', { name: /^Remove / })).toHaveCount(2)
  await other.close()
  await relay.stop()
  expect(structsTwice(await entriesOf(data))).toEqual([])
})

test('D5 S4 an origin that is cleared while someone types costs nothing that is shown', async ({ world }) => {
  const relay = await world.relay()
  const { notes, context } = await world.browser(relay.url)
  const path = await notes.write('Before')
  await expect(notes.chip).toContainText('Saved and sent')
  const cdp = await context.newCDPSession(notes.page)
  await cdp.send('Storage.clearDataForOrigin', { origin: new URL(relay.url).origin, storageTypes: 'all' })
  await notes.type(' and after')
  await expect(notes.chip).toContainText('Saved and sent', { timeout: 20_000 })
  await expect(notes.page.getByRole('alert').filter({ hasText: 'Not saved' })).toHaveCount(0)
  await expect.poll(() => textAtRelay(world, relay.url, path)).toBe('Before and after')
  await notes.page.reload()
  await expect.poll(notes.text).toBe('Before and after')
})
