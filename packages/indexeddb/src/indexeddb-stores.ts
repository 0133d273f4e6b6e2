// The client's store port on IndexedDB: one database for each space.

import { createEmitter } from '@weft/base'
import { type Persistence, type Store, StoreError, type StoreProvider } from '@weft/client'
import { createOpener } from './open-database.js'
import { readTransaction, writeTransaction } from './transaction.js'

export interface IndexeddbOptions {
  /** Databases are named `${prefix}/${name}`. Default `weft`. */
  readonly prefix?: string
}

/** `open` rejects with StoreError: storage-blocked, -unavailable, -newer, -full or -failed. */
export function indexeddbStores({ prefix = 'weft' }: IndexeddbOptions = {}): StoreProvider {
  const openDatabase = createOpener()
  return {
    key: `indexeddb:${prefix}`,
    open: async (name) => createStore(await openDatabase(`${prefix}/${name}`))
  }
}

function createStore(database: IDBDatabase): Store {
  const troubles = createEmitter<StoreError>()
  const underWay = new Set<Promise<unknown>>()
  let lost: StoreError | undefined
  let closing: Promise<void> | undefined

  const lose = (message: string): void => {
    if (lost || closing) return
    database.close()
    lost = new StoreError('storage-closed', message)
    troubles.emit(lost)
  }
  // Another tab has a newer version of the app, or deletes the store: whoever does not let go blocks it.
  database.onversionchange = () => lose('another tab upgrades or deletes the store')
  database.onclose = () => lose('the browser closed the store')

  const run = async <T>(begin: () => Promise<T>): Promise<T> => {
    if (lost) throw lost
    if (closing) throw new StoreError('storage-closed', 'the store is closed')
    const done = begin()
    underWay.add(done)
    try {
      return await done
    } finally {
      underWay.delete(done)
    }
  }

  return {
    read: (tables, body) => run(() => readTransaction(database, tables, body)),
    write: (tables, body) => run(() => writeTransaction(database, tables, body)),
    persistence,
    onTrouble: troubles.subscribe,
    close: () => {
      if (!closing) {
        closing = Promise.allSettled(underWay).then(() => {})
        // Transactions that have begun go on to their end.
        database.close()
      }
      return closing
    }
  }
}

/** Of the whole origin: browsers do not tell stores apart here. */
async function persistence(request: 'look' | 'ask' = 'look'): Promise<Persistence> {
  const storage = typeof navigator === 'undefined' ? undefined : navigator.storage
  if (!storage?.persisted) return 'unknown'
  try {
    const kept = (await storage.persisted()) || (request === 'ask' && (await storage.persist()))
    return kept ? 'persistent' : 'may-be-cleared'
  } catch {
    // Opaque origins have no such promise to give.
    return 'unknown'
  }
}
