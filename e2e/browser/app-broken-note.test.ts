// A note of which a stored record is damaged: said, never shown empty, nothing else harmed, and it can be had again.

import type { Page } from '@playwright/test'
import { expect, openNotes, test } from '../lib/notes-page.js'

type Stored = readonly (readonly [key: number, bytes: number[]])[]

/** The chunk records of the notes that hold this text, after `flip` changed a byte in each of them. */
const chunksWith = (page: Page, text: string, flip: 'flip' | 'look'): Promise<Stored> =>
  page.evaluate(
    async ([wanted, what]) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('weft/notes')
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
      try {
        return await new Promise<[number, number[]][]>((resolve, reject) => {
          const found: [number, number[]][] = []
          const transaction = database.transaction('chunks', 'readwrite')
          const request = transaction.objectStore('chunks').openCursor()
          request.onsuccess = () => {
            const cursor = request.result
            if (!cursor) return
            const bytes = new Uint8Array(cursor.value as Uint8Array)
            if (new TextDecoder('latin1').decode(bytes).includes(wanted)) {
              if (what === 'flip') {
                bytes[bytes.length - 1]! ^= 0xff
                cursor.update(bytes)
              }
              found.push([cursor.key as number, [...bytes]])
            }
            cursor.continue()
          }
          transaction.oncomplete = () => resolve(found)
          transaction.onabort = () => reject(transaction.error)
        })
      } finally {
        database.close()
      }
    },
    [text, flip] as const
  )

test('D4 S10 a note with a damaged record says so, harms no other note, and is not written over', async ({
  relay,
  profile
}) => {
  const context = await profile()
  const notes = await openNotes(context, relay.url)
  const { page, chip, list, editor, sheet } = notes
  await notes.create('Whole')
  const id = await notes.create('Damaged')
  await page.keyboard.insertText(' but dear')
  await notes.sent()
  const other = await openNotes(await profile(), `${relay.url}/${id}`)
  await other.shows('Damaged but dear')

  const damaged = await chunksWith(page, ' but dear', 'flip')
  expect(damaged).toHaveLength(1)
  await notes.openNote('Whole')
  await page.reload()
  await notes.shows('Whole')
  await notes.sent()
  await list.getByRole('option', { name: 'Damaged' }).click()
  const heading = page.getByRole('heading', { name: 'This note cannot be opened' })
  await expect(heading).toBeVisible()
  await expect(page.getByRole('alert').filter({ has: heading })).toContainText('checksum')
  await expect(editor).toHaveCount(0)
  await expect(chip).toHaveText(/^Not synced · 1 note needs you/)
  await notes.openSheet()
  await expect(sheet.getByText('Saved on this device', { exact: true })).toHaveCount(0)
  await notes.closeSheet()

  // What comes for it meanwhile is kept, and changes nothing of what is damaged.
  await other.type(' to me')
  await notes.openNote('Whole')
  await notes.type(' and well')
  await other.openNote('Whole')
  await other.shows('Whole and well')
  await list.getByRole('option', { name: 'Damaged' }).click()
  await expect(heading).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(heading).toBeVisible()
  expect(await chunksWith(page, ' but dear', 'look')).toEqual(damaged)
  await other.openNote('Damaged')
  await other.shows('Damaged but dear to me')

  await page.getByRole('button', { name: 'Decide' }).click()
  await expect(sheet).toContainText('Part of what this device stored for it cannot be read.')
  await expect(sheet.getByRole('button', { name: 'Keep mine again' })).toHaveCount(0)
  await sheet.getByRole('button', { name: 'Take the relay’s copy' }).click()
  await sheet.getByRole('button', { name: 'Replace what is here?' }).click()
  await expect(sheet.getByText('Needs your decision')).toHaveCount(0)
  await notes.closeSheet()
  await notes.shows('Damaged but dear to me')
  await notes.sent()
  await notes.type(' again')
  await other.shows('Damaged but dear to me again')
  await page.reload()
  await notes.shows('Damaged but dear to me again')
})
