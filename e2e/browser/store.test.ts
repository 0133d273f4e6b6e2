// The device's store and its tabs in a real browser.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test'
import { storeContract } from '@weft/client/testing'
import { countTenths } from '../lib/page-tenths.js'
import { type PageServer, servePage } from './pages/store/serve.js'

let server: PageServer

test.beforeAll(async () => {
  server = await servePage(new URL('./pages/store/page.ts', import.meta.url))
})

test.afterAll(() => server.close())

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(server.origin)
  await page.waitForFunction(() => 'weftPage' in globalThis)
  return page
}

/** Opens `weft/space` in the page and logs its troubles. */
const openStore = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const store = await weftPage.indexeddbStores().open('space')
    weftPage.kept.store = store
    store.onTrouble(({ code }) => weftPage.log.push(code))
  })

const append = (page: Page, sizeBytes = 3): Promise<string> =>
  page.evaluate(
    (size) => weftPage.outcomeOf(weftPage.append(weftPage.kept.store!, new Uint8Array(size))),
    sizeBytes
  )

const records = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const store = await weftPage.indexeddbStores().open('space')
    const found = await store.read(['outbox'], (tx) => tx.list('outbox'))
    await store.close()
    return found.length
  })

const waitForLog = (page: Page, ...facts: string[]): Promise<unknown> =>
  page.waitForFunction((wanted) => JSON.stringify(weftPage.log) === wanted, JSON.stringify(facts), {
    // Not by animation frame, which a hidden page does not have.
    polling: 10
  })

test.describe('the store contract', () => {
  for (const { title } of storeContract) {
    test(`${title} (IndexedDB)`, { tag: '@firefox' }, async ({ context }) => {
      const page = await openPage(context)
      const strays: unknown[] = []
      page.on('pageerror', (error) => strays.push(error))
      await page.evaluate((name) => weftPage.runCase(name), title)
      expect(strays).toEqual([])
    })
  }
})

test.describe('trouble', () => {
  test('D5 a full disk is storage-full, changes nothing, and heals', async ({ context }) => {
    const page = await openPage(context)
    const cdp = await context.newCDPSession(page)
    const { origin } = server
    // Before the store is opened: the browser remembers for a while how much room there was.
    await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 })
    await openStore(page)
    expect(await append(page)).toBe('done')
    expect(await append(page, 8_000_000)).toBe('storage-full')
    expect(await records(page)).toBe(1)
    await cdp.send('Storage.overrideQuotaForOrigin', { origin })
    expect(await append(page, 8_000_000)).toBe('done')
    expect(await records(page)).toBe(2)
  })

  test('D5 a database that another tab deletes is storage-closed at once', { tag: '@firefox' }, async ({
    context
  }) => {
    const [page, other] = [await openPage(context), await openPage(context)]
    await openStore(page)
    await other.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.deleteDatabase('weft/space')
          request.onsuccess = () => resolve()
          request.onblocked = () => reject(new Error('blocked'))
        })
    )
    await waitForLog(page, 'storage-closed')
    expect(await append(page)).toBe('storage-closed')
    await openStore(page)
    expect(await append(page)).toBe('done')
  })

  test('D5 a database that the browser clears away is storage-closed', async ({ context }) => {
    const page = await openPage(context)
    await openStore(page)
    const cdp = await context.newCDPSession(page)
    await cdp.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes: 'indexeddb' })
    await waitForLog(page, 'storage-closed')
    expect(await append(page)).toBe('storage-closed')
  })

  test('D5 an upgrade that an old tab blocks is storage-blocked within a second, and comes when it lets go', {
    tag: '@firefox'
  }, async ({ context }) => {
    const [old, page] = [await openPage(context), await openPage(context)]
    await openStore(old)
    await old.evaluate(async () => {
      // An old release that does not heed the new one.
      const database = await weftPage.createOpener()('weft/stubborn')
      database.onversionchange = null
      weftPage.kept.database = database
    })
    const lived = await countTenths(page)
    const code = await page.evaluate(async () => {
      const open = weftPage.createOpener(2)
      weftPage.kept.release = () => {
        void open('weft/stubborn').then((database) => weftPage.log.push(`version ${database.version}`))
      }
      return weftPage.outcomeOf(open('weft/stubborn'))
    })
    expect(await lived()).toBeLessThan(10)
    expect(code).toBe('storage-blocked')
    await page.evaluate(() => weftPage.kept.release?.())
    await old.evaluate(() => weftPage.kept.database?.close())
    await waitForLog(page, 'version 2')
  })

  test('D6 a store that a newer release upgrades lets go, and is storage-newer from then on', {
    tag: '@firefox'
  }, async ({ context }) => {
    const [page, newer] = [await openPage(context), await openPage(context)]
    await openStore(page)
    await newer.evaluate(async () => {
      await weftPage.createOpener(2)('weft/space')
    })
    await waitForLog(page, 'storage-closed')
    const again = await page.evaluate(() => weftPage.outcomeOf(weftPage.indexeddbStores().open('space')))
    expect(again).toBe('storage-newer')
  })

  test('D8 a body that awaits something else writes nothing and is told', { tag: '@firefox' }, async ({
    context
  }) => {
    const page = await openPage(context)
    const outcome = await page.evaluate(async () => {
      const store = await weftPage.indexeddbStores().open('space')
      const write = store.write(['outbox'], async (tx) => {
        tx.put('outbox', 1, Uint8Array.of(1))
        await tx.lastKey('outbox')
        await fetch('/')
        tx.put('outbox', 2, Uint8Array.of(2))
      })
      return weftPage.outcomeOf(write)
    })
    expect(outcome).toBe('storage-failed')
    expect(await records(page)).toBe(0)
  })
})

test('T5 two tabs that read and write at the same time never lose one another', { tag: '@firefox' }, async ({
  context
}) => {
  const pages = [await openPage(context), await openPage(context)]
  await Promise.all(pages.map(openStore))
  await Promise.all(pages.map((page) => page.evaluate(() => weftPage.count(weftPage.kept.store!, 100))))
  const counted = await pages[0]!.evaluate(() =>
    weftPage.kept.store!.read(['meta'], async (tx) => [...((await tx.get('meta', 'count')) ?? [])])
  )
  expect(counted).toEqual([0, 200])
})

test.describe('leadership', () => {
  const campaign = (page: Page): Promise<void> =>
    page.evaluate(() => {
      const tabs = weftPage.browserTabs()
      tabs.onLifecycle?.((fact) => {
        if (fact === 'resumed') weftPage.log.push(fact)
      })
      weftPage.kept.release = tabs.campaign(
        'device',
        () => weftPage.log.push('elected'),
        () => weftPage.log.push('deposed')
      )
    })

  /** Three tabs that stand in the order of their opening; the first leads. */
  async function standing(context: BrowserContext): Promise<[Page, Page, Page]> {
    const pages: [Page, Page, Page] = [
      await openPage(context),
      await openPage(context),
      await openPage(context)
    ]
    for (const page of pages) await campaign(page)
    await waitForLog(pages[0], 'elected')
    return pages
  }

  /** The successor is elected within a second of `end`, and the last in line is not. */
  async function expectTakeover(end: () => Promise<unknown>, successor: Page, last: Page): Promise<void> {
    await waitForLog(successor)
    const elected = waitForLog(successor, 'elected')
    const lived = await countTenths(successor)
    await Promise.all([end(), elected.then(async () => expect(await lived()).toBeLessThan(10))])
    await waitForLog(last)
  }

  test('T3 passes to the next tab within a second when the leading tab is closed', {
    tag: '@firefox'
  }, async ({ context }) => {
    const [leader, successor, last] = await standing(context)
    await expectTakeover(() => leader.close(), successor, last)
  })

  test('T3 passes to the next tab within a second when the leading tab goes elsewhere', {
    tag: '@firefox'
  }, async ({ context }) => {
    const [leader, successor, last] = await standing(context)
    await expectTakeover(() => leader.goto('about:blank'), successor, last)
  })

  test('T3 passes to the next tab within a second when the leading tab crashes', async ({ context }) => {
    const [leader, successor, last] = await standing(context)
    const cdp = await context.newCDPSession(leader)
    const crashed = leader.waitForEvent('crash')
    // A page that crashed answers no command.
    cdp.send('Page.crash').catch(() => {})
    await expectTakeover(() => crashed, successor, last)
  })

  test('T3 passes to the next tab when the leading tab is frozen, which is told and stands again', async ({
    context
  }) => {
    const [leader, successor, last] = await standing(context)
    // By hand: Chromium freezes hidden pages only, and has none when it is headless.
    const tell = (fact: string): Promise<boolean> =>
      leader.evaluate((type) => document.dispatchEvent(new Event(type)), fact)
    await expectTakeover(() => tell('freeze'), successor, last)
    await tell('resume')
    await waitForLog(leader, 'elected', 'deposed', 'resumed')
    await successor.close()
    await waitForLog(last, 'elected')
    await last.close()
    await waitForLog(leader, 'elected', 'deposed', 'resumed', 'elected')
  })

  test('T3 is taken from a leader that is silent, which is told when it wakes', async ({ context }) => {
    const [leader, successor] = [await openPage(context), await openPage(context)]
    await campaign(leader)
    await waitForLog(leader, 'elected')
    const begun = leader.waitForEvent('console')
    const stuck = leader.evaluate(() => {
      console.log('stuck')
      // Not for good, or it could not be told.
      const end = performance.now() + 4_000
      while (performance.now() < end);
    })
    await begun
    await campaign(successor)
    await waitForLog(successor, 'elected')
    await stuck
    await waitForLog(leader, 'elected', 'deposed')
  })
})

test.describe('a browser that is killed', () => {
  let folder = ''
  let browsers: ChildProcess[] = []

  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weft-profile-'))
  })

  test.afterEach(async () => {
    for (const browser of browsers) kill(browser)
    browsers = []
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  /** Started by hand, since Playwright does not tell the process of a persistent profile. */
  async function start(
    executablePath: string,
    args: readonly string[],
    profile: string
  ): Promise<[ChildProcess, BrowserContext]> {
    const own = [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${join(folder, profile)}`,
      'about:blank'
    ]
    const browser = spawn(executablePath, [...args, ...own], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe']
    })
    browsers.push(browser)
    for await (const line of createInterface({ input: browser.stderr! })) {
      const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1]
      if (address === undefined) continue
      browser.stderr?.resume()
      const connected = await chromium.connectOverCDP(address)
      return [browser, connected.contexts()[0]!]
    }
    throw new Error('the browser said no address')
  }

  /** The whole group: the browser and all its processes at the same moment. */
  function kill(browser: ChildProcess): void {
    if (browser.exitCode === null && browser.signalCode === null) process.kill(-browser.pid!, 'SIGKILL')
  }

  test('D1 kept what a write resolved for just before', async ({ launchOptions }) => {
    const { executablePath = chromium.executablePath(), args = [] } = launchOptions
    // A profile each: Chromium goes on writing behind a torn tail, takes that for damage at the start after the next,
    // and empties the origin. One kill may tear the tail, and costs nothing that was acknowledged.
    for (const profile of ['first', 'second', 'third']) {
      let most = 0
      const [browser, context] = await start(executablePath, args, profile)
      const page = await openPage(context)
      const ended = [
        once(browser, 'exit'),
        new Promise((resolve) => context.browser()?.once('disconnected', resolve))
      ]
      await page.exposeFunction('saved', (count: number) => {
        most = count
        if (most >= 20) kill(browser)
      })
      await openStore(page)
      const writing = page.evaluate(async () => {
        const { saved } = globalThis as unknown as { saved(count: number): void }
        for (;;) saved((await weftPage.append(weftPage.kept.store!, Uint8Array.of(1))) + 1)
      })
      await Promise.all([...ended, writing.catch(() => {})])
      const [, again] = await start(executablePath, args, profile)
      expect(most).toBeGreaterThanOrEqual(20)
      expect(await records(await openPage(again))).toBeGreaterThanOrEqual(most)
      await again.browser()?.close()
    }
  })

  test('D4 that then finds its storage damaged and empties it does not pass for a new one', async ({
    launchOptions
  }) => {
    const { executablePath = chromium.executablePath(), args = [] } = launchOptions
    const [browser, context] = await start(executablePath, args, 'damaged')
    const page = await openPage(context)
    await openStore(page)
    for (let round = 0; round < 5; round++) await append(page)
    const ended = once(browser, 'exit')
    kill(browser)
    await ended
    const files = await readdir(join(folder, 'damaged', 'Default', 'IndexedDB'), { recursive: true })
    const log = join(folder, 'damaged', 'Default', 'IndexedDB', files.find((file) => file.endsWith('.log'))!)
    const bytes = await readFile(log)
    bytes[bytes.length >> 1]! ^= 255
    await writeFile(log, bytes)

    const [, again] = await start(executablePath, args, 'damaged')
    const other = await openPage(again)
    const open = (): Promise<string> =>
      other.evaluate(() => weftPage.outcomeOf(weftPage.indexeddbStores().open('space')))
    expect(await open()).toBe('storage-failed')
    expect(await open()).toBe('done')
    expect(await records(other)).toBe(0)
    await again.browser()?.close()
  })
})
