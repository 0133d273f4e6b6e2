// Storage that is full or deleted while someone writes: told at once, nothing typed is lost, and whole again after.

import type { Page } from '@playwright/test'
import { fillUp, openNeighbour } from '../lib/fill-storage.js'
import { expect, openNotes, test } from '../lib/notes-page.js'
import { countTenths } from '../lib/page-tenths.js'

test('D5 S11 a full disk is told while someone types, warns before closing, and heals when there is room', async ({
  relay,
  profile
}) => {
  const context = await profile()
  const start = await context.newPage()
  const cdp = await context.newCDPSession(start)
  const { origin } = new URL(relay.url)
  // Before a store is opened: the browser remembers for a while how much room there was.
  await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 12_000_000 })
  const notes = await openNotes(context, relay.url)
  const id = await notes.create('Written with room')
  await notes.sent()
  const other = await openNotes(await profile(), `${relay.url}/${id}`)
  await other.shows('Written with room')

  await fillUp(await openNeighbour(notes.page))
  const lived = await countTenths(notes.page)
  await notes.type(' and without')
  const alert = notes.page.getByRole('alert')
  await expect(alert).toContainText('Not saved: storage is full.')
  const tenths = await lived()
  test.info().annotations.push({ type: 'told after', description: `${tenths / 10} s of the page's own time` })
  // A second by the rule; the rest is the typing, and the way of the test's own questions to the browser.
  expect(tenths).toBeLessThan(30)
  await expect(alert).toContainText(/\d+ edits? (is|are) only in this tab\. Do not close it\./)
  await expect(notes.chip).toHaveText(/^Not saved · storage is full/)
  await notes.type(' any')
  await notes.shows('Written with room and without any')
  await other.shows('Written with room')

  const asked = notes.page.waitForEvent('dialog')
  const closing = notes.page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  await closing
  await notes.shows('Written with room and without any')

  await cdp.send('Storage.overrideQuotaForOrigin', { origin })
  await expect(alert.filter({ hasText: 'Not saved' })).toHaveCount(0)
  await notes.sent()
  await other.shows('Written with room and without any')
  await notes.page.reload()
  await notes.shows('Written with room and without any')
})

/** As another tab, an extension or the browser itself would; the app lets go of them. */
const deleteDatabases = (page: Page, which: RegExp): Promise<string[]> =>
  page.evaluate(async (pattern) => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
    const gone = names.filter((name) => new RegExp(pattern).test(name))
    for (const name of gone) {
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name)
        request.onsuccess = () => resolve()
        request.onerror = () => reject(request.error)
        request.onblocked = () => reject(new Error('blocked'))
      })
    }
    return gone
  }, which.source)

/** Who it is stands in a database of its own: with that gone too, a reload begins as another device. */
const deletions = {
  'the notes’ database': { which: /^weft\/notes$/, reloadedAs: 'Laptop', otherRows: 1 },
  'every database of the app': { which: /^weft\//, reloadedAs: /(Chrome|Firefox) on Linux/, otherRows: 2 }
}

for (const [what, { which, reloadedAs, otherRows }] of Object.entries(deletions)) {
  test(`D5 S4 deleting ${what} while it is open costs nothing that was typed`, { tag: '@firefox' }, async ({
    relay,
    profile
  }) => {
    const context = await profile()
    const notes = await openNotes(context, relay.url)
    await expect(notes.list.getByRole('option', { name: 'Welcome to Weft Notes' })).toBeVisible()
    await notes.rename('Laptop')
    const id = await notes.create('Before it was deleted')
    await notes.sent()
    const other = await openNotes(await profile(), `${relay.url}/${id}`)
    await other.shows('Before it was deleted')

    expect(await deleteDatabases(await openNeighbour(notes.page), which)).toContain('weft/notes')
    await notes.type(', and after')
    await other.shows('Before it was deleted, and after')
    await expect(notes.page.getByRole('alert').filter({ hasText: 'Not saved' })).toHaveCount(0)
    await notes.sent()
    const sheet = await notes.openSheet()
    await expect(notes.ownRow).toContainText('Laptop')
    await expect(notes.ownRow).toContainText('Has everything')
    await sheet.getByRole('button', { name: 'Sync log' }).click()
    for (const line of ['storage-evicted', 'Storage works again', 'Caught up: 2 notes stored']) {
      await expect(sheet.getByText(line).first()).toBeVisible()
    }
    await notes.closeSheet()
    await other.openSheet()
    await expect(other.sheet.getByRole('button', { name: /^Remove / })).toHaveCount(1)

    await notes.page.reload()
    await notes.shows('Before it was deleted, and after')
    await expect(notes.list.getByRole('option', { name: 'Welcome to Weft Notes' })).toBeVisible()
    await notes.openSheet()
    await expect(notes.ownRow).toContainText(reloadedAs)
    await expect(notes.ownRow).toContainText('Has everything')
    await expect(other.sheet.getByRole('button', { name: /^Remove / })).toHaveCount(otherRows)
  })
}

for (const answer of [true, false]) {
  const said = answer
    ? 'The browser keeps this app’s storage until you remove it.'
    : 'The browser may clear this app’s storage: when the device runs low on space'
  test(`D5 the devices sheet says what the browser promises of its storage: ${answer}`, async ({
    relay,
    profile
  }) => {
    const context = await profile()
    await context.addInitScript((kept) => {
      StorageManager.prototype.persisted = async () => kept
      StorageManager.prototype.persist = async () => kept
    }, answer)
    const notes = await openNotes(context, relay.url)
    await notes.create('Kept?')
    await notes.sent()
    const sheet = await notes.openSheet()
    const row = sheet.getByRole('listitem').filter({ has: notes.page.getByText('Storage', { exact: true }) })
    await expect(row).toContainText(said)
    const ask = row.getByRole('button', { name: 'Ask the browser to keep it' })
    if (answer) return expect(ask).toHaveCount(0)
    await ask.click()
    await expect(row).toContainText('The browser did not promise it.')
  })
}
