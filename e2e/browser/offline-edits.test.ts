// Two browsers that write into one note while both are offline.

import { expect } from '@playwright/test'
import { test } from '../lib/world.js'

test('N4 two devices that wrote into one note while offline converge, and each says so', {
  tag: '@firefox'
}, async ({ world }) => {
  const relay = await world.relay()
  const networks = [await world.network(relay), await world.network(relay)] as const
  const a = await world.browser(networks[0].url)
  const path = await a.notes.write('One note')
  await expect(a.notes.chip).toContainText('Saved and sent')
  const b = await world.browser(networks[1].url, { path })
  await expect.poll(b.notes.text).toBe('One note')
  await expect(a.notes.chip).toContainText('On both devices')

  // One in a tunnel, where the system says so; one whose relay is out of reach.
  await a.context.setOffline(true)
  networks[0].refuse()
  networks[1].refuse()
  await a.notes.type(' from A')
  await b.notes.type(' from B')
  await expect(a.notes.chip).toContainText(/Saved here.*offline, \d+ edits? waiting/)
  await expect(b.notes.chip).toContainText('cannot reach relay')
  expect(await a.notes.text()).toBe('One note from A')
  expect(await b.notes.text()).toBe('One note from B')

  await a.context.setOffline(false)
  networks[0].allow()
  networks[1].allow()
  for (const { notes } of [a, b]) {
    await expect(notes.chip).toContainText('On both devices', { timeout: 30_000 })
  }
  const text = await a.notes.text()
  expect(text).toMatch(/^One note( from A from B| from B from A)$/)
  expect(await b.notes.text()).toBe(text)
})
