// Real input: Markdown files that the installed packages bring, imported by a script, used in two browsers.

import { expect } from '@playwright/test'
import { findMarkdownFiles } from '../lib/markdown-files.js'
import { importNotes } from '../lib/seed.js'
import { test } from '../lib/world.js'

/** What a search for it has to find: the words of a title line, without Markdown's marks. */
const titleOf = (text: string): string | undefined =>
  /^# ([A-Za-z][\w .-]{8,40})$/m.exec(text.slice(0, 200))?.[1]

const withoutMarks = (text: string): string => text.replace(/[*_`\s]+/g, ' ').toLowerCase()

test('D3 some hundred real Markdown files are found, read and edited in two browsers', async ({ world }) => {
  const files = await findMarkdownFiles(400)
  expect(files.length).toBeGreaterThanOrEqual(300)
  const relay = await world.relay()
  const script = await world.node({ url: relay.url, name: 'Script' })
  const notes = files.map(({ text }, index) => ({ id: `n/file-${index}`, text }))
  await importNotes(script, notes)
  await script.settled()
  const heads = notes.map(({ text }) => withoutMarks(text.slice(0, 2_000)))
  const titled = notes.filter(({ text }) => {
    const title = titleOf(text)
    return title !== undefined && heads.filter((head) => head.includes(withoutMarks(title))).length === 1
  })
  expect(titled.length).toBeGreaterThan(10)

  const a = await world.browser(relay.url)
  const b = await world.browser(relay.url)
  for (const { notes: app } of [a, b]) {
    await expect(app.chip).toContainText('On all 3 devices', { timeout: 30_000 })
    await expect(app.page.getByText(`${files.length} notes`, { exact: true })).toBeVisible()
  }
  for (const [index, { id, text }] of titled.slice(0, 5).entries()) {
    const title = titleOf(text)!
    for (const { notes: app, page } of [a, b]) {
      await app.search.fill(title)
      await app.rows.filter({ hasText: title }).first().click()
      await expect(page).toHaveURL(new RegExp(`/${id}$`))
      await expect.poll(app.text).toContain(title)
    }
    const [writer, reader] = index % 2 === 0 ? [a, b] : [b, a]
    await writer.notes.editor.click()
    await writer.page.keyboard.press('ControlOrMeta+Home')
    await writer.page.keyboard.type(`Edited ${index}. `)
    await expect.poll(reader.notes.text).toContain(`Edited ${index}. `)
  }
  await script.settled()
  for (const [index, { id, text }] of titled.slice(0, 5).entries()) {
    expect(await script.read(id)).toBe(`Edited ${index}. ${text}`)
  }
  // The others are as they were, to the last character.
  const untouched = notes.filter(({ id }) => !titled.slice(0, 5).some((note) => note.id === id))
  for (const { id, text } of untouched) expect(await script.read(id)).toBe(text)
})
