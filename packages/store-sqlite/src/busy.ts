// Waits for another process that holds SQLite's lock, without stopping this one.

import { setTimeout } from 'node:timers/promises'
import { StoreError } from '@weft/client'
import { isBusy } from './store-error.js'

/** Transactions take milliseconds: who holds the lock this long is stuck, and that is told within a second (D5). */
const giveUpAfterMs = 900
/** Short, since a process that writes one transaction after the other leaves only short gaps. */
const retryAfterMs = { least: 1, most: 3 }

/** Tries again as long as SQLite says that the file is locked; then rejects with `storage-blocked`. */
export async function retryWhileBusy<T>(attempt: () => T): Promise<T> {
  const deadline = performance.now() + giveUpAfterMs
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (performance.now() > deadline) {
        throw new StoreError('storage-blocked', 'another process holds the store', { cause: error })
      }
    }
    // At random, so that two that wait do not always wake together.
    const { least, most } = retryAfterMs
    await setTimeout(least + Math.random() * (most - least))
  }
}
