// A device that is a browser with a profile of its own, and the notes app in it as a person finds it.

import { readdir, readFile } from 'node:fs/promises'
import {
  type BrowserContext,
  type BrowserType,
  expect,
  type LaunchOptions,
  type Locator,
  type Page
} from '@playwright/test'
import type { Scope } from '@weft/base'
import { untilTrue } from './until.js'

export interface BrowserDevice {
  readonly context: BrowserContext
  readonly page: Page
  readonly notes: NotesPage
  /** A further tab. */
  openTab(path?: string): Promise<NotesPage>
  /** Ends the browser as a person does. */
  close(): Promise<void>
  /** SIGKILL for the browser and all its processes; resolves when they are gone. */
  kill(): Promise<void>
}

export interface BrowserDeviceOptions {
  readonly browser: BrowserType
  readonly launch: LaunchOptions
  /** The profile: the same folder is the same device. */
  readonly folder: string
  readonly url: string
  readonly path?: string
  readonly serviceWorkers?: 'allow' | 'block'
  /** As another browser would call itself. */
  readonly userAgent?: string
}

export async function openBrowserDevice(
  scope: Scope,
  { browser, launch, folder, url, path = '/', serviceWorkers = 'allow', userAgent }: BrowserDeviceOptions
): Promise<BrowserDevice> {
  const context = await browser.launchPersistentContext(folder, {
    ...launch,
    serviceWorkers,
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
    ...(userAgent === undefined ? {} : { userAgent })
  })
  scope.own(() => context.close())
  const [page = await context.newPage()] = context.pages()
  const notes = notesPage(page, url)
  await page.goto(url + path)
  return {
    context,
    page,
    notes,
    openTab: async (to = '/') => {
      const tab = notesPage(await context.newPage(), url)
      await tab.page.goto(url + to)
      return tab
    },
    close: () => context.close(),
    kill: async () => {
      const [main] = await processesOf(folder)
      if (main === undefined) throw new Error('the browser runs no more')
      process.kill(-(await groupOf(main)), 'SIGKILL')
      await untilTrue(async () => (await processesOf(folder)).length === 0, 'the end of the browser')
    }
  }
}

/** Ids of the browser's own processes with this profile, by what the system says of every process. */
async function processesOf(folder: string): Promise<number[]> {
  const found: number[] = []
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const args = (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).split('\0')
    const isOfProfile =
      args.includes(`--user-data-dir=${folder}`) || args[args.indexOf('--profile') + 1] === folder
    const isHelper = args.some((arg) => arg.startsWith('--type=') || arg === '-contentproc')
    if (isOfProfile && !isHelper) found.push(Number(id))
  }
  return found
}

/** Playwright starts a browser as the first process of a group. */
async function groupOf(id: number): Promise<number> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8')
  // Behind the name, which may hold anything: state, parent, group.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
}

export type FieldName = 'Title' | 'Folder' | 'Due date'

/** What a person finds in the app, by the names that stand there. */
export interface NotesPage {
  readonly page: Page
  /** The button that says where everything is. */
  readonly chip: Locator
  readonly editor: Locator
  readonly rows: Locator
  readonly search: Locator
  /** The note's address within the app. */
  path(): string
  /** Starts a note and writes into it. Resolves with its path. */
  write(text: string): Promise<string>
  /** Types at the end of the open note. */
  type(text: string): Promise<void>
  /** A field of the open note. */
  field(name: FieldName): Locator
  /** Writes into a field of the open note, and leaves it. */
  fill(name: FieldName, value: string): Promise<void>
  /** The text of the open note, which is short enough to be drawn whole. */
  text(): Promise<string>
  go(path: string): Promise<void>
  /** Resolves when the app has loaded the sheet, which is no part of the first load: from then on it needs no network. */
  loaded(): Promise<void>
  /** The sheet with devices and what has happened; opened by the chip. */
  openSheet(): Promise<Locator>
  closeSheet(): Promise<void>
}

export function notesPage(page: Page, url: string): NotesPage {
  const chip = page.getByRole('button', { name: /Devices and sync$/ })
  const editor = page.getByRole('textbox', { name: 'Note text' })
  const sheet = page.getByRole('dialog', { name: 'Devices and sync' })
  const field = (name: FieldName): Locator =>
    page.locator('input').and(page.getByLabel(name, { exact: true }))
  return {
    page,
    chip,
    editor,
    rows: page.getByRole('option'),
    search: page.getByRole('searchbox', { name: 'Search notes' }),
    path: () => new URL(page.url()).pathname,
    write: async (text) => {
      await page.getByRole('button', { name: 'New note' }).first().click()
      await editor.click()
      await page.keyboard.type(text)
      return new URL(page.url()).pathname
    },
    type: async (text) => {
      await editor.click()
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type(text)
    },
    field,
    fill: async (name, value) => {
      const input = field(name)
      await input.fill(value)
      await input.press('Enter')
      await expect(input).toHaveValue(value)
    },
    text: () =>
      editor.evaluate((element) => {
        const content = element.cloneNode(true) as HTMLElement
        // Others' carets with their names, and what an empty note says, stand there without being text.
        for (const mark of content.querySelectorAll('.cm-ySelectionCaret, .cm-placeholder')) mark.remove()
        return [...content.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n')
      }),
    go: async (path) => {
      await page.goto(url + path)
    },
    loaded: async () => {
      await page.waitForFunction(() =>
        performance.getEntriesByType('resource').some(({ name }) => /\/panels-.*\.js$/.test(name))
      )
    },
    openSheet: async () => {
      await chip.click()
      await expect(sheet).toBeVisible()
      return sheet
    },
    closeSheet: async () => {
      await page.keyboard.press('Escape')
      await expect(sheet).toBeHidden()
    }
  }
}
