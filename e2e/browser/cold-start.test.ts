// A cold start with nobody there: the browser is new, the relay and the network are gone, the address is deep.

import { expect } from '@playwright/test'
import { test } from '../lib/world.js'

test('N1 a fresh browser opens a deep link with the relay gone, reads and writes, and sends later', {
  tag: '@firefox'
}, async ({ world }) => {
  const data = await world.folder('relay')
  const relay = await world.relay({ data })
  const folder = await world.folder('profile')
  const first = await world.browser(relay.url, { folder })
  const other = await first.notes.write('Another note')
  const path = await first.notes.write('A note to come back to')
  await expect(first.notes.chip).toContainText('Saved and sent')
  // The page works offline once its service worker has everything.
  await first.page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await first.close()
  await relay.kill()

  const { notes, page, context } = await world.browser(relay.url, { folder, path })
  await expect(notes.editor).toHaveText('A note to come back to')
  await expect(notes.rows).toHaveCount(3)
  await expect(notes.chip).toContainText('cannot reach relay')
  await notes.type(', offline')
  // Two frames later the chip speaks of what was typed; a reload before it is saved would warn, and lose it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await expect(notes.chip).toContainText('Saved here')
  await notes.go(other)
  await expect(notes.editor).toHaveText('Another note')
  await context.setOffline(true)
  await page.reload()
  await expect(notes.editor).toHaveText('Another note')
  await expect(notes.chip).toContainText(/offline, \d+ edits? waiting/)
  await context.setOffline(false)

  const again = await world.relay({ data, port: relay.port })
  await expect(notes.chip).toContainText('Saved and sent', { timeout: 40_000 })
  const fresh = await world.node({ url: again.url })
  await fresh.settled()
  expect(await fresh.read(path.slice(1))).toBe('A note to come back to, offline')
})

test('N1 the browser finds nothing that keeps the app from being installed', async ({ world }) => {
  const relay = await world.relay()
  const { page, context } = await world.browser(relay.url)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  const cdp = await context.newCDPSession(page)
  const { errors, data } = await cdp.send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(JSON.parse(data ?? '{}')).toMatchObject({ display: 'standalone', start_url: '/' })
  const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
  // A profile of a test counts as one where nothing is installed from.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([])
})
