// Opens the database of a space, and says so when the browser does not come to it.

import { StoreError, storeTables } from '@weft/client'
import { errorAtOpening } from './store-error.js'

/** Versions of the database's shape. 1: a table each of the port, keys outside the records. */
const currentVersion = 1

/** How long an opening may wait for an old tab that holds the database (D5: told within a second, the browser's own
    word that it is held included, which comes up to 0.1 s late). */
const blockedAfterMs = 750
/** The same when the browser says nothing: it may be slow, or queue us behind another tab that waits. */
const stuckAfterMs = 3_000

interface Opening {
  readonly database: Promise<IDBDatabase>
  /** Resolves when an old tab does not let go. */
  readonly blocked: Promise<void>
}

export type OpenDatabase = (name: string) => Promise<IDBDatabase>

/**
 * An opening that came too late is kept and is what the next call for that name gets. `version` is another one only in
 * tests of what two releases do to each other.
 */
export function createOpener(version = currentVersion): OpenDatabase {
  const lateByName = new Map<string, Opening>()

  const keep = (name: string, opening: Opening): void => {
    const forget = (): void => {
      if (lateByName.get(name) === opening) lateByName.delete(name)
    }
    if (lateByName.has(name)) {
      opening.database.then(
        (database) => database.close(),
        () => {}
      )
    } else {
      lateByName.set(name, opening)
      opening.database.catch(forget)
    }
  }

  return (name) => {
    const opening = lateByName.get(name) ?? requestDatabase(name, version)
    lateByName.delete(name)
    return new Promise((resolve, reject) => {
      let done = false
      let timer: ReturnType<typeof setTimeout> | undefined
      const giveUpAfter = (delayMs: number): void => {
        clearTimeout(timer)
        if (!done) timer = setTimeout(giveUp, delayMs)
      }
      const finish = (): void => {
        done = true
        clearTimeout(timer)
      }
      const giveUp = (): void => {
        finish()
        keep(name, opening)
        reject(new StoreError('storage-blocked', 'the store waits for another tab, or the browser is busy'))
      }
      giveUpAfter(stuckAfterMs)
      void opening.blocked.then(() => giveUpAfter(blockedAfterMs))
      opening.database.finally(finish).then(resolve, reject)
    })
  }
}

function requestDatabase(name: string, version: number): Opening {
  let tellBlocked = (): void => {}
  const blocked = new Promise<void>((resolve) => {
    tellBlocked = resolve
  })
  const database = new Promise<IDBDatabase>((resolve, reject) => {
    if (typeof indexedDB === 'undefined') throw new StoreError('storage-unavailable', 'no IndexedDB here')
    const request = indexedDB.open(name, version)
    let emptied = false
    request.onupgradeneeded = (event: ChromiumUpgrade) => {
      emptied = event.dataLoss === 'total'
      createTables(request.result)
    }
    request.onblocked = tellBlocked
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      if (emptied) {
        request.result.close()
        reject(new StoreError('storage-failed', 'the browser found its storage damaged and emptied it'))
        return
      }
      // Until a store takes it over, it must not stand in another tab's way.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
  }).catch((error: unknown) => {
    throw errorAtOpening(error)
  })
  return { database, blocked }
}

/**
 * Chromium throws all databases of an origin away when it finds damage, and says so only here. That must not pass for a
 * new store (D4): the opening fails, once, and the next one gets the empty store.
 */
type ChromiumUpgrade = IDBVersionChangeEvent & { readonly dataLoss?: string }

function createTables(database: IDBDatabase): void {
  for (const table of storeTables) {
    if (!database.objectStoreNames.contains(table)) database.createObjectStore(table)
  }
}
