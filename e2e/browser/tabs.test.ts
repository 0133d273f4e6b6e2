// Several tabs of one browser are one device: one row, one socket, one leader, and every tab writes its own edits.

import { expect } from '@playwright/test'
import { test } from '../lib/world.js'

test('T1 three tabs are one row and one socket, and see what each other writes', async ({ world }) => {
  const relay = await world.relay()
  const network = await world.network(relay)
  const { notes, openTab } = await world.browser(network.url)
  const path = await notes.write('Start')
  await expect(notes.chip).toContainText('Saved and sent')
  const tabs = [notes, await openTab(path), await openTab(path)]
  for (const [index, tab] of tabs.entries()) {
    await expect.poll(tab.text).toContain('Start')
    await tab.page.bringToFront()
    await tab.type(` ${index}`)
  }
  for (const tab of tabs) {
    await expect.poll(tab.text).toBe('Start 0 1 2')
    await expect(tab.chip).toContainText('Saved and sent')
  }
  expect(network.sockets).toBe(1)
  expect(network.open).toBe(1)
  const other = await world.node({ url: relay.url, name: 'Script' })
  await other.settled()
  expect(other.space.devices.get()).toHaveLength(2)
  expect(await other.read(path.slice(1))).toBe('Start 0 1 2')
})

test('T3 a leading tab that crashes is replaced within a second, and nothing is lost or sent twice', async ({
  world
}) => {
  const relay = await world.relay()
  const network = await world.network(relay)
  const { notes, context, openTab } = await world.browser(network.url)
  const path = await notes.write('Start')
  await expect(notes.chip).toContainText('Saved and sent')
  const second = await openTab(path)
  await expect.poll(second.text).toBe('Start')
  await expect(second.chip).toContainText('Saved and sent')
  await second.page.bringToFront()
  await second.type(' before')

  // The first tab leads. What the second writes while it dies is in its own hands.
  const cdp = await context.newCDPSession(notes.page)
  const crashed = notes.page.waitForEvent('crash')
  cdp.send('Page.crash').catch(() => {})
  await crashed
  const since = performance.now()
  const typing = second.page.keyboard.type(' after')
  // A socket of the successor's own.
  await expect.poll(() => network.sockets, { intervals: [10] }).toBe(2)
  const tookMs = performance.now() - since
  await typing
  expect(tookMs).toBeLessThan(1_000)
  await expect(second.chip).toContainText('Saved and sent')
  expect(network.open).toBe(1)
  const other = await world.node({ url: relay.url, name: 'Script' })
  await other.settled()
  expect(await other.read(path.slice(1))).toBe('Start before after')
  expect(other.space.devices.get()).toHaveLength(2)
})
