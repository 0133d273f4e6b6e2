// A store that opens itself anew after the platform closed it under its user: who it serves is told only if that fails.

import { type Store, StoreError, type StoreProvider } from './port.js'

/** Rejects with StoreError when the store cannot be opened. */
export async function openReopeningStore(stores: StoreProvider, name: string): Promise<Store> {
  let store = await stores.open(name)
  let reopening: Promise<void> | undefined
  let isClosed = false

  const reopen = (closed: Store): Promise<void> => {
    if (store !== closed) return Promise.resolve()
    reopening ??= (async () => {
      try {
        await closed.close().catch(() => undefined)
        store = await stores.open(name)
      } finally {
        reopening = undefined
      }
    })()
    return reopening
  }

  /** What rejects has changed nothing, so it may be done again. */
  const again = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    const used = store
    try {
      return await work(used)
    } catch (error) {
      if (isClosed || !(error instanceof StoreError) || error.code !== 'storage-closed') throw error
      await reopen(used)
      return work(store)
    }
  }

  return {
    read: (tables, body) => again((opened) => opened.read(tables, body)),
    write: (tables, body) => again((opened) => opened.write(tables, body)),
    persistence: (request) => store.persistence(request),
    onTrouble: (listener) => store.onTrouble(listener),
    close: async () => {
      isClosed = true
      await reopening?.catch(() => undefined)
      await store.close()
    }
  }
}
