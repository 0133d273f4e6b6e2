// The notes app as a person feels it: keys until the screen shows them, long tasks, memory, and starts of all kinds.

import { expect, type Page } from '@playwright/test'
import { tell } from '../lib/figures.js'
import { importNotes, madeNotes, type SeedNote } from '../lib/seed.js'
import { test, type World } from '../lib/world.js'

const keys = 100
/** Between two keys of somebody who types fast. */
const betweenMs = 80
/** What a first sync has to do when the list is there already. */
const afterwardsMs = 2_000

interface Watched {
  /** Ms from the key's event to the first task after the frame that shows it. */
  readonly shown: number[]
  /** Ms of each task of more than 50. */
  readonly long: number[]
}

/** In the page: a frame is drawn after the callbacks for it, and before the next message. */
function watch(): void {
  const watched: { shown: number[]; long: number[] } = { shown: [], long: [] }
  Object.assign(globalThis, { watched })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watched.long.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => watched.shown.push(performance.now() - timeStamp)
        port2.postMessage(null)
      })
    },
    true
  )
}

const watchedIn = (page: Page): Promise<Watched> =>
  page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched)

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

async function relayWith(world: World, notes: readonly SeedNote[]) {
  const relay = await world.relay()
  const script = await world.node({ url: relay.url, name: 'Script' })
  await importNotes(script, notes)
  await script.settled(120_000)
  await script.close()
  return relay
}

async function untilUsable(page: Page): Promise<number> {
  await expect(page.locator('.bottom-bar')).toContainText('10,000 notes', { timeout: 60_000 })
  await expect(page.getByRole('option').first()).toContainText('Note')
  return page.evaluate(() => performance.now())
}

/** Paragraphs of four lines: one that goes on for a megabyte is parsed anew with each key. */
const long = (characters: number): SeedNote => {
  const paragraph = `${'A line of a long note, with some words to read, and then the next.\n'.repeat(4)}\n`
  return { id: 'n/long', text: `# Long\n\n${paragraph.repeat(Math.ceil(characters / paragraph.length))}` }
}

for (const [what, characters] of [
  ['a note of 1 KB', 1_000],
  ['a note of 1 MB', 1_000_000]
] as const) {
  test(`keys in ${what}`, async ({ world }) => {
    const relay = await relayWith(world, [long(characters)])
    const { page, notes } = await world.browser(relay.url, { path: '/n/long' })
    await expect(notes.editor).toContainText('A line of a long note', { timeout: 60_000 })
    await expect(notes.chip).toContainText(/On both devices|Sent/, { timeout: 60_000 })
    await notes.editor.click()
    await page.evaluate(watch)
    for (let key = 0; key < keys; key++) {
      await page.keyboard.press('x')
      await page.waitForTimeout(betweenMs)
    }
    const { shown, long: tasks } = await watchedIn(page)
    expect(shown.length).toBe(keys)
    tell(`key to screen, ${what}`, shown, 'ms')
    console.log(`long tasks in ${keys} keys, ${what}: ${tasks.length}, ${sum(tasks).toFixed(0)} ms in all`)
  })
}

test('long tasks and memory of 10,000 notes', async ({ world }) => {
  const relay = await relayWith(world, madeNotes(10_000))
  const folder = await world.folder('profile')
  const [tasks, longest, live, all]: [number[], number[], number[], number[]] = [[], [], [], []]
  for (let round = 0; round < 3; round++) {
    const device = await world.browser(relay.url, round === 0 ? { folder } : {})
    await device.page.evaluate(watch)
    await untilUsable(device.page)
    await device.page.waitForTimeout(afterwardsMs)
    const { long: found } = await watchedIn(device.page)
    tasks.push(sum(found))
    longest.push(Math.max(0, ...found))
    const heap = await heapOf(device.page)
    live.push(heap.live)
    all.push(heap.all)
    await device.page.evaluate(() => navigator.serviceWorker.ready)
    await device.close()
  }
  tell('first sync into a browser: tasks of more than 50 ms, in all', tasks, 'ms')
  tell('first sync into a browser: the longest task', longest, 'ms')
  tell('memory of the page after it, collected: objects', live, 'MB')
  tell(
    'memory of the page after it, collected: objects, buffers and what the browser keeps for them',
    all,
    'MB'
  )
})

/** MB after a collection. */
async function heapOf(page: Page): Promise<{ readonly live: number; readonly all: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const usage = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number
    embedderHeapUsedSize?: number
    backingStorageSize?: number
  }
  await session.detach()
  const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = usage
  return { live: usedSize / 2 ** 20, all: (usedSize + embedderHeapUsedSize + backingStorageSize) / 2 ** 20 }
}

for (const serviceWorkers of ['allow', 'block'] as const) {
  test(`cold start with 10,000 notes stored, relay there, service worker: ${serviceWorkers}`, async ({
    world
  }) => {
    const relay = await relayWith(world, madeNotes(10_000))
    const folder = await world.folder('profile')
    const first = await world.browser(relay.url, { folder, serviceWorkers })
    await untilUsable(first.page)
    await expect(first.notes.chip).toContainText(/On both devices|Sent/, { timeout: 120_000 })
    if (serviceWorkers === 'allow') await first.page.evaluate(() => navigator.serviceWorker.ready)
    await first.close()
    const times: number[] = []
    const heaps: number[] = []
    for (let round = 0; round < 7; round++) {
      const device = await world.browser(relay.url, { folder, serviceWorkers })
      times.push(await untilUsable(device.page))
      heaps.push((await heapOf(device.page)).all)
      await device.close()
    }
    tell(`navigation to a usable list, service worker: ${serviceWorkers}`, times, 'ms')
    tell('memory of the page then, collected', heaps, 'MB')
  })
}
