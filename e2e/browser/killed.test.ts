// SIGKILL of the relay and of the browser between a keystroke and its receipt.

import { expect } from '@playwright/test'
import { test } from '../lib/world.js'

test('B1 a relay killed between keystroke and receipt loses nothing, and nothing comes twice', {
  tag: '@firefox'
}, async ({ world }) => {
  const data = await world.folder('relay')
  let relay = await world.relay({ data })
  const { notes } = await world.browser(relay.url)
  const path = await notes.write('x')
  await expect(notes.chip).toContainText('Saved and sent')
  for (let round = 0; round < 3; round++) {
    const typing = notes.type(`${round}abc`)
    await relay.kill()
    await typing
    await expect(notes.chip).toContainText(/edits? waiting|cannot reach relay/)
    relay = await world.relay({ data, port: relay.port })
    // By itself: the app keeps trying.
    await expect(notes.chip).toContainText('Saved and sent', { timeout: 30_000 })
  }
  const fresh = await world.node({ url: relay.url })
  await fresh.settled()
  expect(await fresh.read(path.slice(1))).toBe('x0abc1abc2abc')
  expect(await notes.text()).toBe('x0abc1abc2abc')
})

test('D1 a browser killed right after it showed an edit as saved has it, and sends it once', {
  tag: '@firefox'
}, async ({ world }) => {
  const relay = await world.relay()
  const network = await world.network(relay)
  const folder = await world.folder('profile')
  let device = await world.browser(network.url, { folder })
  const path = await device.notes.write('x')
  await expect(device.notes.chip).toContainText('Saved and sent')
  let expected = 'x'
  for (const round of [0, 1, 2]) {
    // The relay has the push in one round, and never hears of it in the others.
    if (round === 1) network.holdDown()
    else network.holdUp()
    await device.notes.type(`${round}abc`)
    expected += `${round}abc`
    const sheet = await device.notes.openSheet()
    await expect(sheet.getByText('Saved on this device', { exact: true })).toBeVisible()
    await device.kill()
    network.cut()
    network.release()
    device = await world.browser(network.url, { folder, path })
    await expect.poll(device.notes.text).toBe(expected)
    await expect(device.notes.chip).toContainText('Saved and sent', { timeout: 20_000 })
  }
  const fresh = await world.node({ url: relay.url })
  await fresh.settled()
  expect(await fresh.read(path.slice(1))).toBe(expected)
})

test('D1 a browser killed in the middle of typing keeps what it typed up to some keystroke', {
  tag: '@firefox'
}, async ({ world }) => {
  const relay = await world.relay()
  const folder = await world.folder('profile')
  const { notes, kill } = await world.browser(relay.url, { folder })
  const path = await notes.write('x')
  await expect(notes.chip).toContainText('Saved and sent')
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const typing = notes.type(letters).catch(() => {})
  await expect.poll(notes.text).toContain('xabc')
  await kill()
  await typing
  const again = await world.browser(relay.url, { folder, path })
  await expect(again.notes.chip).toContainText('Saved and sent', { timeout: 20_000 })
  const text = await again.notes.text()
  expect(`x${letters}`.startsWith(text)).toBe(true)
  const fresh = await world.node({ url: relay.url })
  await fresh.settled()
  expect(await fresh.read(path.slice(1))).toBe(text)
})
