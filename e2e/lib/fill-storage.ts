// A browser's storage that is full: all that still fits is written into a database beside the app's.

import type { Page } from '@playwright/test'

/** A page of the same origin without the app, in another tab. */
export async function openNeighbour(of: Page): Promise<Page> {
  const page = await of.context().newPage()
  await page.goto(new URL('/healthz', of.url()).href)
  return page
}

/** In ever smaller pieces, until not even a few bytes fit. */
export const fillUp = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('filler')
      request.onupgradeneeded = () => request.result.createObjectStore('bytes', { autoIncrement: true })
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const put = (bytes: Uint8Array): Promise<boolean> =>
      new Promise((resolve) => {
        const tx = database.transaction('bytes', 'readwrite', { durability: 'strict' })
        tx.objectStore('bytes').put(bytes)
        tx.oncomplete = () => resolve(true)
        tx.onabort = () => resolve(false)
      })
    const random = (size: number): Uint8Array => {
      // Random, because the browser counts what is left after compression.
      const bytes = new Uint8Array(size)
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
      return bytes
    }
    for (let size = 1 << 20; size >= 16; size >>= 2) while (await put(random(size)));
    database.close()
  })
