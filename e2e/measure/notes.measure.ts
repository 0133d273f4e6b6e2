// The figures in docs/measurements.md, measured with real browsers and devices against a real relay.

import { expect, type Page } from '@playwright/test'
import { servePage } from '../browser/pages/store/serve.js'
import { tell } from '../lib/figures.js'
import { importNotes, madeNotes } from '../lib/seed.js'
import { test, type World } from '../lib/world.js'
import type { Keystrokes } from './page.js'

const count = 10_000

async function seededRelay(world: World) {
  const relay = await world.relay()
  const script = await world.node({ url: relay.url, name: 'Script' })
  await importNotes(script, madeNotes(count))
  await script.settled(120_000)
  return { relay, script }
}

/** Ms from the navigation until the first notes are in sight with their titles: any of them can be opened then. */
async function untilFirstRows(page: Page): Promise<number> {
  await page.waitForFunction(
    () => /Note \d/.test(document.querySelector('[role=option]')?.textContent ?? ''),
    null,
    {
      polling: 'raf'
    }
  )
  return page.evaluate(() => performance.now())
}

/** Ms from the navigation until all notes are counted and the first one in sight has its title. */
async function untilUsable(page: Page): Promise<number> {
  await expect(page.locator('.bottom-bar')).toContainText('10,000 notes', { timeout: 60_000 })
  await expect(page.getByRole('option').first()).toContainText('Note')
  return page.evaluate(() => performance.now())
}

test('keystrokes in a browser', async ({ world }) => {
  const server = await servePage(new URL('./page.ts', import.meta.url))
  world.scope.own(server.close)
  const relay = await world.relay({ args: ['--origin', server.origin] })
  const { page } = await world.browser(server.origin, { path: '/' })
  const { saved, relayed, bare } = await page.evaluate(
    (url) =>
      (globalThis as unknown as { measure(relay: string, times: number): Promise<Keystrokes> }).measure(
        url,
        300
      ),
    relay.url
  )
  tell('bare strict IndexedDB transaction, two small records', bare, 'ms')
  tell('keystroke to saved', saved, 'ms')
  tell('keystroke to receipt', relayed, 'ms')
})

test('first sync of 10,000 notes', async ({ world }) => {
  const { relay } = await seededRelay(world)
  const seconds: number[] = []
  const megabytes: number[] = []
  for (let round = 0; round < 5; round++) {
    const network = await world.network(relay)
    const since = performance.now()
    const device = await world.node({ url: network.url, name: `Node ${round}` })
    await device.settled(120_000)
    seconds.push((performance.now() - since) / 1000)
    megabytes.push(network.bytes.down / 1_000_000)
    await device.close()
  }
  tell('first sync in Node, until settled', seconds, 's')
  tell('first sync, bytes to the device', megabytes, 'MB')
  const payload = madeNotes(count).reduce((sum, { text }) => sum + text.length, 0) / 1_000_000
  tell('the text of the notes', [payload], 'MB')
})

test('first sync of 10,000 notes into a browser', async ({ world }) => {
  const { relay } = await seededRelay(world)
  const first: number[] = []
  const all: number[] = []
  for (let round = 0; round < 5; round++) {
    const { page, close } = await world.browser(relay.url)
    first.push(await untilFirstRows(page))
    all.push(await untilUsable(page))
    await close()
  }
  tell('first sync in a browser, navigation to the first notes in the list', first, 'ms')
  tell('first sync in a browser, navigation to all of them in the list', all, 'ms')
})

test('catch-up of 100 changed notes out of 10,000', async ({ world }) => {
  const { relay, script } = await seededRelay(world)
  const network = await world.network(relay)
  const folder = await world.folder('device')
  const first = await world.node({ url: network.url, name: 'Away', folder })
  await first.settled(120_000)
  await first.close()
  const [down, up, own]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < 5; round++) {
    let updates = 0
    for (let index = 0; index < 100; index++) {
      const note = await script.space.openDocument(`n/made-${String(index * 100).padStart(5, '0')}`)
      note.ydoc.once('update', (update: Uint8Array) => {
        updates += update.length
      })
      note.ydoc.getText('text').insert(0, `A sentence that is written in round ${round}. `)
      await note.close()
    }
    await script.settled()
    const before = { ...network.bytes }
    const device = await world.node({ url: network.url, folder })
    await device.settled()
    down.push(network.bytes.down - before.down)
    up.push(network.bytes.up - before.up)
    own.push(updates)
    await device.close()
  }
  tell('bytes to the device, all of HTTP and WebSocket included', down, 'B')
  tell('bytes from the device', up, 'B')
  tell('the updates themselves', own, 'B')
})

test('cold start to a usable list of 10,000 notes, with the relay gone', async ({ world }) => {
  const { relay } = await seededRelay(world)
  const folder = await world.folder('profile')
  const first = await world.browser(relay.url, { folder })
  await untilUsable(first.page)
  await expect(first.notes.chip).toContainText(/On both devices|Sent/, { timeout: 120_000 })
  await first.page.evaluate(() => navigator.serviceWorker.ready)
  await first.close()
  await relay.kill()
  const times: number[] = []
  for (let round = 0; round < 7; round++) {
    const device = await world.browser(relay.url, { folder })
    times.push(await untilUsable(device.page))
    await device.close()
  }
  tell('navigation to a usable list', times, 'ms')
})
