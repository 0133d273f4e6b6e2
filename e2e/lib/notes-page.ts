// The notes app as a person meets it: found by roles and names, in profiles of their own, at a real relay.

import { fileURLToPath } from 'node:url'
import { type BrowserContext, test as base, expect, type Locator, type Page } from '@playwright/test'
import { createScope, type Scope } from '@weft/base'
import { makeFolder } from './folders.js'
import { type RelayProcess, startRelay } from './relay-process.js'

export const appFolder = fileURLToPath(new URL('../../apps/notes/dist', import.meta.url))

interface Fixtures {
  /** Closed after the test. */
  readonly scope: Scope
  /** Serves the app. */
  readonly relay: RelayProcess
  /** A profile of its own, hence a device of its own; closed after the test. */
  readonly profile: () => Promise<BrowserContext>
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  scope: async ({}, use) => {
    const scope = createScope()
    await use(scope)
    await scope.close()
  },
  relay: async ({ scope }, use) => {
    await use(await startRelay(scope, { data: await makeFolder(scope, 'relay'), app: appFolder }))
  },
  profile: async ({ browser, scope }, use) => {
    await use(async () => {
      const context = await browser.newContext()
      scope.own(() => context.close())
      return context
    })
  }
})

export interface NotesPage {
  readonly page: Page
  /** Its words are the status; it opens the devices sheet. */
  readonly chip: Locator
  readonly list: Locator
  readonly editor: Locator
  readonly sheet: Locator
  /** This device's row in the sheet. */
  readonly ownRow: Locator
  /** Starts a note and types; resolves with the note's id. */
  create(text: string): Promise<string>
  openNote(title: string): Promise<void>
  /** Types at the end of the open note. */
  type(text: string): Promise<void>
  /** The open note becomes this text, without the names at other people's carets. */
  shows(text: string | RegExp): Promise<void>
  /** The chip says that the relay has everything. */
  sent(): Promise<void>
  openSheet(): Promise<Locator>
  closeSheet(): Promise<void>
  rename(name: string): Promise<void>
}

/** Resolves when the app is there. */
export async function openNotes(context: BrowserContext, address: string): Promise<NotesPage> {
  const page = await context.newPage()
  await page.goto(address)
  const notes = notesPage(page)
  await expect(notes.chip).toBeVisible()
  return notes
}

export function notesPage(page: Page): NotesPage {
  const chip = page.getByRole('button', { name: /, Devices and sync$/ })
  const list = page.getByRole('listbox', { name: 'Notes, newest first' })
  const editor = page.getByRole('textbox', { name: 'Note text' })
  const sheet = page.getByRole('dialog')
  const ownRow = sheet.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Rename' }) })
  const notes: NotesPage = {
    page,
    chip,
    list,
    editor,
    sheet,
    ownRow,
    create: async (text) => {
      const before = page.url()
      await page.keyboard.press('Alt+n')
      await page.waitForURL((url) => url.href !== before && url.pathname.startsWith('/n/'))
      await expect(editor).toBeFocused()
      await page.keyboard.type(text)
      await expect(list.getByRole('option', { name: text.split('\n', 1)[0]! })).toBeVisible()
      return new URL(page.url()).pathname.slice(1)
    },
    openNote: async (title) => {
      await list.getByRole('option', { name: title }).click()
      await expect(editor).toContainText(title)
    },
    type: async (text) => {
      await editor.focus()
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type(text)
    },
    shows: (text) => {
      const shown = expect.poll(() => editor.evaluate(textOf))
      return typeof text === 'string' ? shown.toBe(text) : shown.toMatch(text)
    },
    sent: () => expect(chip).toHaveText(/^(Saved and sent|On both devices|On all|Sent|On \d)/),
    openSheet: async () => {
      await chip.click()
      await expect(sheet).toBeVisible()
      return sheet
    },
    closeSheet: async () => {
      await page.keyboard.press('Escape')
      await expect(sheet).toBeHidden()
    },
    rename: async (name) => {
      await notes.openSheet()
      await sheet.getByRole('button', { name: 'Rename' }).click()
      await typeInto(sheet.getByRole('textbox', { name: 'Name of this device' }), name)
      await page.keyboard.press('Enter')
      await expect(sheet.getByText(name, { exact: true })).toBeVisible()
      await notes.closeSheet()
    }
  }
  return notes
}

/** Key by key in place of what is there, as a person does; a text put there at once is not seen by React in Firefox. */
export async function typeInto(field: Locator, text: string): Promise<void> {
  await field.press('ControlOrMeta+a')
  await field.pressSequentially(text)
}

/** In the page. */
function textOf(content: Element): string {
  const copy = content.cloneNode(true) as Element
  for (const caret of copy.querySelectorAll('.cm-ySelectionCaret')) caret.remove()
  return [...copy.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n')
}

/** Counts the sockets that are open now, over all tabs that it was told to watch. */
export function watchSockets(): { watch(page: Page): void; readonly open: number; readonly opened: Page[] } {
  const opened: Page[] = []
  const live = new Map<object, Page>()
  return {
    watch: (page) => {
      page.on('websocket', (socket) => {
        opened.push(page)
        live.set(socket, page)
        socket.on('close', () => live.delete(socket))
      })
      const drop = (): void => {
        for (const [socket, of] of live) if (of === page) live.delete(socket)
      }
      page.on('close', drop)
      page.on('crash', drop)
    },
    get open() {
      return live.size
    },
    opened
  }
}

export { expect }
