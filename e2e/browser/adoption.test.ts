// An app's data of y-indexeddb becomes a Weft document, on two devices that hold copies of one history.

import { type Browser, expect, type Page } from '@playwright/test'
import type { Scope } from '@weft/base'
import { test } from '../lib/world.js'
import { type PageServer, servePage } from './pages/store/serve.js'

let server: PageServer

test.beforeAll(async () => {
  server = await servePage(new URL('./pages/adoption/page.ts', import.meta.url))
})

test.afterAll(() => server.close())

/** A profile of its own is a device of its own. */
async function openDevice(browser: Browser, scope: Scope): Promise<Page> {
  const context = await browser.newContext()
  scope.own(() => context.close())
  const page = await context.newPage()
  await page.goto(server.origin)
  await page.waitForFunction(() => 'adoption' in globalThis)
  return page
}

/** Two devices of the old app with the same history, and each with words of its own; some of it is deleted. */
async function oldApps(browser: Browser, scope: Scope): Promise<[Page, Page]> {
  const [one, other] = [await openDevice(browser, scope), await openDevice(browser, scope)]
  await one.evaluate(() => adoption.runOldApp({ insert: 'gone, kept, ' }))
  await one.evaluate(() => adoption.runOldApp({ insert: 'kept too, ' }))
  const shared = await one.evaluate(() => adoption.runOldApp({ remove: 6 }))
  const fromOther = await other.evaluate(
    (from) => adoption.runOldApp({ shared: from, insert: 'other. ' }),
    shared
  )
  await one.evaluate((from) => adoption.runOldApp({ shared: from }), fromOther)
  return [one, other]
}

const text = (page: Page): Promise<string> => page.evaluate(() => adoption.text())

async function expectEqual(pages: readonly Page[], expected: string): Promise<void> {
  for (const page of pages) {
    await expect
      .poll(() => page.evaluate(() => adoption.status().space), { timeout: 30_000 })
      .toBe('up-to-date')
    expect(await text(page)).toBe(expected)
  }
  // Structs and deletions, not text alone.
  const [first, ...others] = await Promise.all(pages.map((page) => page.evaluate(() => adoption.state())))
  for (const state of others) expect(state).toBe(first)
}

const history = 'kept, kept too, other. '

test('F10 two devices that adopt copies of one history offline double nothing', async ({
  browser,
  world
}) => {
  const relay = await world.relay({ args: ['--origin', server.origin] })
  const pages = await oldApps(browser, world.scope)
  for (const page of pages) {
    await page.evaluate(() => adoption.start(undefined))
    expect(await page.evaluate(() => adoption.adopt())).toBe('adopted')
    expect(await text(page)).toBe(history)
  }
  for (const page of pages) await page.evaluate((url) => adoption.connect(url), relay.url)
  await expectEqual(pages, history)
  for (const page of pages) expect(await page.evaluate(() => adoption.adopt())).toBe('already-held')
  expect(await pages[0].evaluate(() => adoption.status().document.waiting)).toBe(0)
  await expectEqual(pages, history)
})

test('F10 a device that adopts after another has adopted and written on adds only what is missing', async ({
  browser,
  world
}) => {
  const relay = await world.relay({ args: ['--origin', server.origin] })
  const pages = await oldApps(browser, world.scope)
  const [first, second] = pages
  // Something that only the second device has, and a deletion that only it made.
  await second.evaluate(() => adoption.runOldApp({ insert: 'last. ', remove: 6 }))
  await first.evaluate((url) => adoption.start(url), relay.url)
  await first.evaluate(() => adoption.adopt())
  await first.evaluate(() => adoption.type('new. '))
  await expect.poll(() => first.evaluate(() => adoption.status().document.relayed)).toBe(true)
  await second.evaluate((url) => adoption.start(url), relay.url)
  await expect.poll(() => text(second)).toBe(`${history}new. `)
  expect(await second.evaluate(() => adoption.adopt())).toBe('adopted')
  await expect.poll(() => text(first)).toBe(await text(second))
  const both = await text(first)
  for (const word of ['kept too, ', 'other. ', 'last. ', 'new. ']) expect(both.split(word)).toHaveLength(2)
  expect(both).not.toMatch(/gone|^kept, /)
  await expectEqual(pages, both)
  // The old app wrote on behind our back: just that comes over.
  await second.evaluate(() => adoption.runOldApp({ insert: 'behind. ' }))
  expect(await second.evaluate(() => adoption.adopt())).toBe('adopted')
  await expect.poll(() => text(first)).toContain('behind. ')
  await expectEqual(pages, await text(first))
  for (const page of pages) expect(await page.evaluate(() => adoption.adopt())).toBe('already-held')
})

test('F10 a database that is missing or damaged is refused by name, and nothing is made or adopted', async ({
  browser,
  world
}) => {
  const page = await openDevice(browser, world.scope)
  await page.evaluate(() => adoption.start(undefined))
  expect(await page.evaluate(() => adoption.adoptBadly('nowhere'))).toEqual(['database-missing', undefined])
  expect(await page.evaluate(() => adoption.databases())).not.toContain('nowhere')
  await page.evaluate(() => adoption.runOldApp({ insert: 'whole' }))
  const key = await page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const open = indexedDB.open('old-app')
        open.onerror = () => reject(open.error)
        open.onsuccess = () => {
          const transaction = open.result.transaction('updates', 'readwrite')
          const add = transaction.objectStore('updates').add(Uint8Array.of(1, 2, 3))
          transaction.oncomplete = () => {
            open.result.close()
            resolve(add.result as number)
          }
        }
      })
  )
  expect(await page.evaluate(() => adoption.adoptBadly())).toEqual(['record-damaged', key])
  expect(await text(page)).toBe('')
})
