// A browser that fetches ten thousand notes for the first time, cut in the middle: never done before it is done.

import { expect } from '@playwright/test'
import { importNotes, madeNotes } from '../lib/seed.js'
import { test } from '../lib/world.js'

const count = 10_000

/** What the chip said at each moment, with the number of notes that were in the list. */
interface Seen {
  readonly chip: string
  readonly notes: number
}

test('L11 a first sync of 10,000 notes that is cut at half goes on, and never says done early', async ({
  world
}) => {
  test.setTimeout(180_000)
  const relay = await world.relay()
  const network = await world.network(relay)
  const script = await world.node({ url: relay.url, name: 'Script' })
  await importNotes(script, madeNotes(count))
  await script.settled(60_000)

  // How much there is to fetch, by a device that fetches it all.
  const counting = await world.network(relay)
  const reader = await world.node({ url: counting.url, name: 'Reader' })
  await reader.settled(60_000)
  const half = Math.floor(counting.bytes.down / 2)
  await reader.close()

  const halfCame = network.holdAfterDown(half)
  const { notes, page } = await world.browser('about:blank', { path: '' })
  await page.addInitScript(() => {
    const seen: Seen[] = []
    const look = (): void => {
      const chip = document.querySelector('.chip')?.textContent ?? ''
      // "10,000 notes", below the list.
      const notes = Number(
        /([\d,]+) notes?$/
          .exec(document.querySelector('.bottom-bar')?.textContent ?? '')?.[1]
          ?.replace(',', '') ?? 0
      )
      if (seen.at(-1)?.chip !== chip || seen.at(-1)?.notes !== notes) seen.push({ chip, notes })
    }
    addEventListener('DOMContentLoaded', () => {
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
    })
    Object.assign(globalThis, { seen })
  })
  await page.goto(network.url)
  await halfCame
  // All of that half is stored, and not a note more can come: then the line is cut.
  const listed = (): Promise<number> =>
    page.evaluate(() => (globalThis as unknown as { seen: Seen[] }).seen.at(-1)?.notes ?? 0)
  await expect.poll(listed, { timeout: 30_000 }).toBeGreaterThan(0.4 * count)
  expect(await notes.chip.textContent()).toContain('Fetching your notes')
  network.refuse()
  await expect(notes.chip).toContainText('cannot reach relay', { timeout: 30_000 })
  // What has come can be read, and it is not called all.
  await expect(notes.rows.first()).toBeVisible()
  expect(await listed()).toBeLessThan(0.6 * count)
  const downBefore = network.bytes.down
  network.allow()
  await expect(notes.chip).toContainText(/On both devices|On all|Sent|Saved and sent/, { timeout: 60_000 })

  const seen = await page.evaluate(() => (globalThis as unknown as { seen: Seen[] }).seen)
  const done = seen.filter(({ chip }) => /On |Sent|sent|Has everything/.test(chip))
  expect(done.map((moment) => moment.notes)).toEqual(done.map(() => count))
  expect(seen.some(({ chip }) => /Fetching your notes.*of 10,000/.test(chip))).toBe(true)
  // It went on from where it was cut: the second half, and not all of it again.
  expect(network.bytes.down - downBefore).toBeLessThan(1.3 * half)
  await notes.search.fill('Note 09999')
  await notes.rows.filter({ hasText: 'Note 09999' }).click()
  await expect.poll(notes.text).toContain('Line 7 of note 09999')
})
