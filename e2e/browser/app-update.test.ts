// A new version of the app, taken while edits wait: in a tab that cannot save them, and behind a network that is silent.

import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scope } from '@weft/base'
import { openBadNetwork } from '../lib/bad-network.js'
import { fillUp, openNeighbour } from '../lib/fill-storage.js'
import { makeFolder } from '../lib/folders.js'
import { appFolder, expect, type NotesPage, openNotes, test } from '../lib/notes-page.js'
import { startRelay } from '../lib/relay-process.js'

/** The app in a folder of its own, whose next version differs in its page. */
async function copyApp(scope: Scope): Promise<{ folder: string; release(): Promise<void> }> {
  const folder = await makeFolder(scope, 'app')
  await cp(appFolder, folder, { recursive: true })
  const change = async (file: string, from: RegExp, to: string): Promise<void> => {
    const text = await readFile(join(folder, file), 'utf8')
    expect(text).toMatch(from)
    await writeFile(join(folder, file), text.replace(from, to))
  }
  return {
    folder,
    release: async () => {
      await change('index.html', /<html /, '<html data-release="next" ')
      await change('sw.js', /(url:"index\.html",revision:")[0-9a-f]+/, '$1feed')
    }
  }
}

/** Everything that the app can need is kept, and the page is served from there. */
async function keep(notes: NotesPage): Promise<void> {
  await notes.page.evaluate(() => navigator.serviceWorker.ready)
  await notes.page.reload()
  await expect(notes.chip).toBeVisible()
}

/** As the hourly look does. */
const lookForVersions = ({ page }: NotesPage): Promise<unknown> =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).update())

const isNext = ({ page }: NotesPage): Promise<void> =>
  expect(page.locator('html[data-release="next"]')).toHaveCount(1)

test('D5 a tab that cannot save does not reload for a new version that another tab takes', async ({
  scope,
  profile
}) => {
  const app = await copyApp(scope)
  const relay = await startRelay(scope, { data: await makeFolder(scope, 'relay'), app: app.folder })
  const context = await profile()
  const start = await context.newPage()
  const cdp = await context.newCDPSession(start)
  const { origin } = new URL(relay.url)
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 16_000_000 })
  const writing = await openNotes(context, relay.url)
  const id = await writing.create('Written with room')
  await writing.sent()
  await keep(writing)
  const taking = await openNotes(context, `${relay.url}/${id}`)
  await app.release()
  await lookForVersions(taking)
  const reload = taking.page.getByRole('button', { name: 'Reload' })
  await expect(reload).toBeVisible()

  await fillUp(await openNeighbour(writing.page))
  await writing.type(' and without')
  await expect(writing.page.getByRole('alert')).toContainText('Not saved: storage is full.')
  await reload.click()
  await isNext(taking)
  await expect(writing.page.getByText('The new version waits until your last edits are saved')).toBeVisible()
  await writing.type(' still')
  await writing.shows('Written with room and without still')
  await expect(writing.page.locator('html[data-release]')).toHaveCount(0)

  await cdp.send('Storage.overrideQuotaForOrigin', { origin })
  await isNext(writing)
  await writing.shows('Written with room and without still')
  await writing.sent()
  await taking.shows('Written with room and without still')
})

test('D2 edits that wait for the relay are there in the next version, and get to it', {
  tag: '@firefox'
}, async ({ scope, profile }) => {
  const app = await copyApp(scope)
  const relay = await startRelay(scope, { data: await makeFolder(scope, 'relay'), app: app.folder })
  const network = await openBadNetwork(scope, relay.port)
  const context = await profile()
  const notes = await openNotes(context, network.url)
  const id = await notes.create('Sent')
  await notes.sent()
  network.holdUp()
  await notes.type(' and waiting')
  await app.release()
  await lookForVersions(notes)
  await notes.page.getByRole('button', { name: 'Reload' }).click()
  await isNext(notes)
  await notes.shows('Sent and waiting')
  await notes.type(', typed in the next')
  network.release()
  await notes.sent()
  const other = await openNotes(await profile(), `${relay.url}/${id}`)
  await other.shows('Sent and waiting, typed in the next')
})
