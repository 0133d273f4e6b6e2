// Eight tabs of one browser that write at once while tabs crash: what a tab showed as saved is there, once, in order.

import type { BrowserContext, Page } from '@playwright/test'
import { createSeededRandom } from '@weft/base/testing'
import { openNodeDevice } from '../lib/node-device.js'
import { expect, type NotesPage, openNotes, test } from '../lib/notes-page.js'

const tabs = 8
const editsEach = Number(process.env.WEFT_TAB_EDITS ?? 40)
const seed = Number(process.env.WEFT_TAB_SEED ?? Date.now() % 100_000)
/** Edits between two looks at what the tab shows. */
const burst = 20

/** Eight tabs share a disk and two cores. */
const patient = { timeout: 60_000 }

interface Writer {
  readonly id: string
  readonly name: string
  notes: NotesPage
  written: number
  /** Words during which its tab crashed: nothing was said of them. */
  readonly cutOff: string[]
}

// A trace of eight tabs takes most of the time, and gigabytes, once there are thousands of edits.
if (editsEach > 100) test.use({ trace: 'off' })

test('T1 T3 D1 eight tabs write while tabs crash, and each edit shown as saved arrives once', {
  tag: '@firefox'
}, async ({ relay, profile, scope }) => {
  console.log(`seed ${seed}`)
  test.setTimeout(240_000 + editsEach * 1_000)
  const random = createSeededRandom(seed)
  const context = await profile()
  const writers: Writer[] = []
  for (let at = 0; at < tabs; at++) writers.push(await openWriter(context, relay.url, at))
  for (let round = 0; writers.some(({ written }) => written < editsEach); round++) {
    await Promise.all(writers.map((writer) => writeBurst(writer)))
    if (round % 10 === 9) console.log(`${writers.reduce((sum, { written }) => sum + written, 0)} edits`)
    // The tab dies in the middle of its next words, and another one opens its note. Every seed has one that dies.
    if (round === 0 || random.chance(0.5)) await crashAndReopen(context, relay.url, random.pick(writers))
  }
  for (const { notes } of writers) {
    await expect(notes.chip).toHaveText(/^Saved and sent/, patient)
  }

  const fresh = await openNodeDevice(scope, { url: relay.url })
  await fresh.settled()
  for (const { id, name, written, cutOff } of writers) {
    const found = (await fresh.read(id)).split(' ').slice(1).filter(Boolean)
    const all = Array.from({ length: written }, (_, index) => `${name}.${index}`)
    expect(found, 'in order, and nothing twice').toEqual(all.filter((word) => found.includes(word)))
    expect(cutOff).toEqual(expect.arrayContaining(all.filter((word) => !found.includes(word))))
  }
  // One device all the time.
  const [own] = writers
  const sheet = await own!.notes.openSheet()
  await expect(sheet.getByRole('button', { name: /^Rename/ })).toHaveCount(1)
  const crashes = writers.reduce((sum, { cutOff }) => sum + cutOff.length, 0)
  test
    .info()
    .annotations.push({ type: 'crashes', description: `${crashes} of ${tabs} tabs, ${editsEach} edits each` })
  expect(crashes).toBeGreaterThan(0)
})

async function openWriter(context: BrowserContext, url: string, at: number): Promise<Writer> {
  const notes = await openNotes(context, url)
  const name = `w${at}`
  const id = await notes.create(`${name}: `)
  return { id, name, notes, written: 0, cutOff: [] }
}

async function writeBurst(writer: Writer): Promise<void> {
  const { notes, name } = writer
  await notes.editor.press('ControlOrMeta+End')
  for (let left = burst; left > 0 && writer.written < editsEach; left--) {
    await notes.page.keyboard.insertText(`${name}.${writer.written} `)
    writer.written++
  }
}

async function crashAndReopen(context: BrowserContext, url: string, writer: Writer): Promise<void> {
  const { notes, name } = writer
  const sheet = await notes.openSheet()
  await expect(sheet.getByText('Saved on this device', { exact: true })).toBeVisible(patient)
  await notes.closeSheet()
  await notes.editor.press('ControlOrMeta+End')
  const last = `${name}.${writer.written - 1}`
  const word = `${name}.${writer.written}`
  const typing = notes.page.keyboard.insertText(`${word} `).catch(() => {})
  writer.written++
  writer.cutOff.push(word)
  await crash(notes.page)
  await typing
  writer.notes = await openNotes(context, `${url}/${writer.id}`)
  // What was shown as saved is in a tab that was not there, and the next words go on behind it.
  await writer.notes.shows(new RegExp(`^${name}: .*${last.replace('.', '\\.')} `))
}

/** A page that crashed answers no command. Firefox has one process for all tabs of an app: there the tab is closed. */
async function crash(page: Page): Promise<void> {
  if (page.context().browser()?.browserType().name() !== 'chromium') return page.close()
  const cdp = await page.context().newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  cdp.send('Page.crash').catch(() => {})
  await crashed
}
