// An example as a person meets it: the page of an editor, found by roles and names.

import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test'

export interface ExamplePage {
  readonly page: Page
  readonly editor: Locator
  /** Says where the edits are. */
  readonly status: Locator
  /** Errors that no one caught, and what was written to the console as a warning or an error. */
  readonly complaints: readonly string[]
  /** Types at the end of the text. */
  type(text: string): Promise<void>
  /** Without the names at other people's carets. */
  text(): Promise<string>
  /** The text becomes this. */
  shows(text: string | RegExp): Promise<void>
}

export async function openExample(context: BrowserContext, address: string): Promise<ExamplePage> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (/^(warning|error)$/.test(message.type())) complaints.push(message.text())
  })
  await page.goto(address)
  const editor = page.getByRole('textbox', { name: 'Text' })
  await expect(editor).toBeVisible()
  const text = (): Promise<string> => editor.evaluate(textOf)
  return {
    page,
    editor,
    status: page.getByRole('status'),
    complaints,
    type: async (text) => {
      await editor.click()
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type(text)
    },
    text,
    shows: (wanted) => {
      const shown = expect.poll(text)
      return typeof wanted === 'string' ? shown.toBe(wanted) : shown.toMatch(wanted)
    }
  }
}

/** In the page. */
function textOf(content: Element): string {
  const copy = content.cloneNode(true) as Element
  for (const caret of copy.querySelectorAll('.cm-ySelectionCaret, .collaboration-carets__caret'))
    caret.remove()
  return [...copy.children].map((line) => line.textContent).join('\n')
}
