// The whole app by keyboard alone: each step's focus can be seen, and is never lost.

import type { Locator, Page } from '@playwright/test'
import { expect, type NotesPage, openNotes, test } from '../lib/notes-page.js'

/** Something has the focus, it is in sight, and it looks different for it. */
async function expectFocusSeen(page: Page): Promise<void> {
  const problem = await page.evaluate(() => {
    const focused = document.activeElement
    if (!focused || focused === document.body) return 'nothing has the focus'
    const box = focused.getBoundingClientRect()
    if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) {
      return `${focused.outerHTML.slice(0, 120)} is out of sight`
    }
    // A heading says what has opened; it is no control.
    if (focused.matches('h2')) return null
    // A caret, or an outline or a shadow of the element, of what it is drawn in, or of the active row in it.
    if (focused.matches('.cm-content')) return null
    const active = document.getElementById(focused.getAttribute('aria-activedescendant') ?? '')
    const marked = [focused, focused.parentElement, active].some((element) => {
      if (!element) return false
      const { outlineStyle, boxShadow } = getComputedStyle(element)
      return outlineStyle !== 'none' || boxShadow !== 'none'
    })
    return marked ? null : `${focused.outerHTML.slice(0, 120)} does not show its focus`
  })
  expect(problem).toBeNull()
}

/** Presses Tab until it is there. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < 40; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
    await expectFocusInPage(page)
  }
  throw new Error(`${key} never came to ${target}`)
}

/** Past the last control the focus is the browser's own, which a page cannot see; anything else must be seen. */
async function expectFocusInPage(page: Page): Promise<void> {
  if (await page.evaluate(() => document.activeElement === document.body)) return
  await expectFocusSeen(page)
}

async function openWelcomed(address: string, notes: Promise<NotesPage>): Promise<NotesPage> {
  const opened = await notes
  await opened.page.waitForURL(`${address}/n/welcome`)
  await opened.shows(/Welcome/)
  return opened
}

test('N2 N3 creates, searches, opens, deletes and brings back a note by keyboard alone', async ({
  relay,
  profile
}) => {
  const notes = await openWelcomed(relay.url, openNotes(await profile(), relay.url))
  const { page, list, editor } = notes
  const { keyboard } = page
  await notes.create('Apples\nfrom the market')
  await keyboard.press('Escape')
  await expect(list).toBeFocused()
  await expectFocusSeen(page)
  await notes.create('Bread\nfrom the baker')

  await keyboard.press('Control+k')
  await expect(page.getByRole('searchbox', { name: 'Search notes' })).toBeFocused()
  await expectFocusSeen(page)
  await keyboard.type('market')
  await expect(list.getByRole('option')).toHaveCount(1)
  await keyboard.press('Enter')
  await expect(list).toBeFocused()
  await keyboard.press('Enter')
  await expect(editor).toBeFocused()
  await notes.shows('Apples\nfrom the market')
  await keyboard.press('Control+k')
  await keyboard.press('Escape')
  await expect(list).toBeFocused()
  await expect(list.getByRole('option')).toHaveCount(3)

  await keyboard.press('Home')
  await expectFocusSeen(page)
  await keyboard.press('ArrowDown')
  await keyboard.press('Delete')
  await expect(list.getByRole('option', { name: 'Apples' })).toHaveCount(0)
  await expect(list).toBeFocused()
  await keyboard.press('Control+z')
  await expect(list.getByRole('option', { name: 'Apples' })).toBeVisible()
  await notes.shows('Apples\nfrom the market')
  await expectFocusSeen(page)

  // The last find of a search: the list is gone, and the key still brings it back.
  await keyboard.press('Control+k')
  await keyboard.type('market')
  await expect(list.getByRole('option')).toHaveCount(1)
  await keyboard.press('ArrowDown')
  await expect(list).toBeFocused()
  await keyboard.press('Delete')
  await expect(list.getByRole('option')).toHaveCount(0)
  await keyboard.press('Control+z')
  await expect(list.getByRole('option', { name: 'Apples' })).toBeVisible()
  await notes.shows('Apples\nfrom the market')
  await keyboard.press('Control+k')
  await keyboard.press('Escape')
  await expect(list.getByRole('option')).toHaveCount(3)

  // From within the note, by its menu, and back by the message's own button.
  const more = page.getByRole('button', { name: 'This note' })
  await tabTo(page, more)
  await keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Download as Markdown' })).toBeFocused()
  await keyboard.press('ArrowDown')
  await expectFocusSeen(page)
  await keyboard.press('Enter')
  await expect(list.getByRole('option', { name: 'Apples' })).toHaveCount(0)
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
  await expectFocusSeen(page)
  await tabTo(page, page.getByRole('button', { name: 'Undo' }))
  await keyboard.press('Enter')
  await notes.shows('Apples\nfrom the market')
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
  await expectFocusSeen(page)
})

test('N2 devices, diagnostics, the name and every sheet by keyboard alone', async ({ relay, profile }) => {
  const context = await profile()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const notes = await openWelcomed(relay.url, openNotes(context, relay.url))
  const { page, sheet, chip } = notes
  const { keyboard } = page
  await notes.create('Nobody’s business')
  await notes.sent()

  await tabTo(page, chip, 'Shift+Tab')
  await keyboard.press('Enter')
  const devices = page.getByRole('dialog', { name: 'Devices and sync' })
  await expect(devices).toBeVisible()
  await expectFocusSeen(page)
  await tabTo(page, devices.getByRole('button', { name: 'Rename' }))
  await keyboard.press('Enter')
  const field = devices.getByRole('textbox', { name: 'Name of this device' })
  await expect(field).toBeFocused()
  await expectFocusSeen(page)
  await keyboard.type('Desk')
  await keyboard.press('Enter')
  await expect(notes.ownRow).toContainText('Desk')
  await expectFocusSeen(page)
  await tabTo(page, devices.getByRole('button', { name: 'Rename' }))
  await keyboard.press('Enter')
  await keyboard.type('Not this')
  await keyboard.press('Escape')
  await expect(notes.ownRow).toContainText('Desk')
  await expectFocusSeen(page)

  await tabTo(page, devices.getByRole('button', { name: 'Copy diagnostics' }))
  await keyboard.press('Enter')
  await expect(devices.getByText('Copied', { exact: true })).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(JSON.parse(copied)).toMatchObject({ space: { name: 'notes', documents: 2 } })
  for (const own of ['business', 'Desk']) expect(copied).not.toContain(own)

  await tabTo(page, devices.getByRole('button', { name: 'Sync log' }), 'Shift+Tab')
  await keyboard.press('Enter')
  const log = page.getByRole('dialog', { name: 'Sync log' })
  await expect(log).toBeVisible()
  await expectFocusSeen(page)
  await tabTo(page, log.getByRole('button', { name: 'Back' }), 'Shift+Tab')
  await keyboard.press('Enter')
  await expect(devices).toBeVisible()
  await expectFocusSeen(page)
  await keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(chip).toBeFocused()

  const menu = page.getByRole('button', { name: 'Menu', exact: true })
  const views = [
    ['Devices and sync', 'Devices and sync'],
    ['Conflicts', 'Conflicts'],
    ['Add a device', 'Add a device'],
    ['Sync log', 'Sync log'],
    ['Keyboard shortcuts', 'Keyboard shortcuts']
  ] as const
  await tabTo(page, menu, 'Shift+Tab')
  for (const [at, [item, title]] of views.entries()) {
    await keyboard.press('Enter')
    for (let down = 0; down < at; down++) await keyboard.press('ArrowDown')
    await expect(page.getByRole('menuitem', { name: item })).toBeFocused()
    await expectFocusSeen(page)
    await keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: title })).toBeVisible()
    await expectFocusSeen(page)
    await keyboard.press('Escape')
    await expect(sheet).toBeHidden()
    await expect(menu).toBeFocused()
  }
  await keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await keyboard.press('Escape')
  await expect(menu).toBeFocused()
})

test('N2 Tab leaves the text, and comes to every control of the page', async ({ relay, profile }) => {
  const notes = await openWelcomed(relay.url, openNotes(await profile(), relay.url))
  const { page } = notes
  await notes.sent()
  await page.getByRole('button', { name: 'Menu', exact: true }).focus()
  for (const control of [
    page.getByRole('button', { name: 'New note' }).first(),
    page.getByRole('searchbox', { name: 'Search notes' }),
    notes.list,
    page.getByRole('button', { name: 'This note' }),
    notes.chip,
    page.getByRole('textbox', { name: 'Title' }),
    page.getByRole('combobox', { name: 'Folder' }),
    page.getByLabel('Due date'),
    notes.editor
  ]) {
    await tabTo(page, control)
    await expectFocusSeen(page)
  }
  await tabTo(page, notes.chip, 'Shift+Tab')
})
