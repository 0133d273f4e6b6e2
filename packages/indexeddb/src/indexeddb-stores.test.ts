import type { StoreError } from '@weft/client'
import { storeContract } from '@weft/client/testing'
import { IDBFactory, IDBKeyRange, IDBObjectStore, IDBTransaction } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { indexeddbStores } from './indexeddb-stores.js'

const value = Uint8Array.of(1, 2, 3)

/** Turns of the event loop, in which an IndexedDB transaction that is asked nothing commits. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const answered = (request: IDBRequest): Promise<void> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
  })

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('the store contract', () => {
  for (const { title, run } of storeContract) {
    it(`${title} (fake IndexedDB)`, () => run({ provider: indexeddbStores() }))
  }
})

describe('a body that awaits something else', () => {
  const elsewhere = async (): Promise<void> => turns()

  it('D8 leaves nothing behind, and the write rejects', async () => {
    const store = await indexeddbStores().open('space')
    const write = store.write(['meta', 'chunks'], async (tx) => {
      tx.put('meta', 'before', value)
      await tx.get('meta', 'before')
      await elsewhere()
      tx.put('chunks', 1, value)
    })
    await expect(write).rejects.toMatchObject({
      code: 'storage-failed',
      message: /nothing but its transaction/
    })
    await store.read(['meta', 'chunks'], async (tx) => {
      expect(await tx.list('meta')).toEqual([])
      expect(await tx.list('chunks')).toEqual([])
    })
  })

  it('D8 is told at its next read already, also when it only reads', async () => {
    const store = await indexeddbStores().open('space')
    const write = store.write(['meta'], async (tx) => {
      await elsewhere()
      await tx.get('meta', 'before')
    })
    await expect(write).rejects.toMatchObject({
      code: 'storage-failed',
      message: /nothing but its transaction/
    })
    const read = store.read(['meta'], async (tx) => {
      await elsewhere()
      return tx.list('meta')
    })
    await expect(read).rejects.toMatchObject({
      code: 'storage-failed',
      message: /nothing but its transaction/
    })
  })

  it('D8 does no harm when it returns nothing written, but is told', async () => {
    const store = await indexeddbStores().open('space')
    await expect(store.write(['meta'], elsewhere)).rejects.toMatchObject({ code: 'storage-failed' })
  })

  it('D8 a promise that is resolved already is no foreign one', async () => {
    const store = await indexeddbStores().open('space')
    await store.write(['meta'], async (tx) => {
      for (let round = 0; round < 100; round++) await Promise.resolve()
      await tx.get('meta', 'identity')
      for (let round = 0; round < 100; round++) await Promise.resolve()
      tx.put('meta', 'identity', value)
    })
    expect(await store.read(['meta'], (tx) => tx.get('meta', 'identity'))).toEqual(value)
  })
})

describe('trouble', () => {
  const save = (store: Awaited<ReturnType<ReturnType<typeof indexeddbStores>['open']>>): Promise<void> =>
    store.write(['meta'], async (tx) => tx.put('meta', 'identity', value))

  it('D5 a full disk is storage-full, when it is told at the put', async () => {
    const store = await indexeddbStores().open('space')
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    await expect(save(store)).rejects.toMatchObject({ code: 'storage-full' })
    vi.restoreAllMocks()
    await save(store)
  })

  it('D5 a full disk is storage-full, when it is told at the commit', async () => {
    const store = await indexeddbStores().open('space')
    vi.spyOn(IDBTransaction.prototype, 'commit').mockImplementation(function (this: unknown) {
      const transaction = this as { _abort(errorName: string): void }
      transaction._abort('QuotaExceededError')
    })
    await expect(save(store)).rejects.toMatchObject({ code: 'storage-full' })
    vi.restoreAllMocks()
    await save(store)
  })

  it('D5 a store that another tab deletes lets go at once, says so, and refuses from then on', async () => {
    const stores = indexeddbStores({ prefix: 'app' })
    const store = await stores.open('space')
    const troubles: StoreError[] = []
    store.onTrouble((trouble) => troubles.push(trouble))
    const saved = save(store)
    await answered(indexedDB.deleteDatabase('app/space'))
    await saved
    expect(troubles.map(({ code }) => code)).toEqual(['storage-closed'])
    await expect(save(store)).rejects.toMatchObject({ code: 'storage-closed' })
    await store.close()
    const reopened = await stores.open('space')
    await save(reopened)
  })

  it('D5 a store that the browser closes says so', async () => {
    const opened: IDBDatabase[] = []
    const open = indexedDB.open.bind(indexedDB)
    vi.spyOn(indexedDB, 'open').mockImplementation((...args) => {
      const request = open(...args)
      request.addEventListener('success', () => opened.push(request.result))
      return request
    })
    const store = await indexeddbStores().open('space')
    const troubles: StoreError[] = []
    store.onTrouble((trouble) => troubles.push(trouble))
    opened[0]?.onclose?.(new Event('close'))
    expect(troubles.map(({ code }) => code)).toEqual(['storage-closed'])
    await expect(save(store)).rejects.toMatchObject({ code: 'storage-closed' })
  })

  it('D6 a store of a newer version is storage-newer', async () => {
    await answered(indexedDB.open('weft/space', 99))
    await expect(indexeddbStores().open('space')).rejects.toMatchObject({ code: 'storage-newer' })
  })

  it('D5 no IndexedDB, or none for this page, is storage-unavailable', async () => {
    vi.stubGlobal('indexedDB', undefined)
    await expect(indexeddbStores().open('space')).rejects.toMatchObject({ code: 'storage-unavailable' })
    const open = (): never => {
      throw new DOMException('refused', 'SecurityError')
    }
    vi.stubGlobal('indexedDB', { open })
    await expect(indexeddbStores().open('space')).rejects.toMatchObject({ code: 'storage-unavailable' })
  })

  it('D5 says whether the browser keeps the store, and asks only when told to', async () => {
    const persist = vi.fn(async () => true)
    vi.stubGlobal('navigator', { storage: { persisted: async () => false, persist } })
    const store = await indexeddbStores().open('space')
    expect(await store.persistence()).toBe('may-be-cleared')
    expect(persist).not.toHaveBeenCalled()
    expect(await store.persistence('ask')).toBe('persistent')
    vi.stubGlobal('navigator', {})
    expect(await store.persistence('ask')).toBe('unknown')
  })
})

describe('an opening that does not come', () => {
  interface FakeRequest {
    result?: IDBDatabase
    onblocked?: () => void
    onupgradeneeded?: (event: { dataLoss: string }) => void
    onsuccess?: () => void
  }

  /** Requests that are answered by hand, and a real database to answer with. */
  async function byHand(): Promise<{ requests: FakeRequest[]; answer(request: FakeRequest): void }> {
    const seed = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('seed')
      request.onupgradeneeded = () => request.result.createObjectStore('meta')
      request.onsuccess = () => resolve(request.result)
    })
    const requests: FakeRequest[] = []
    const open = (): FakeRequest => {
      requests.push({})
      return requests.at(-1)!
    }
    vi.stubGlobal('indexedDB', { open })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const answer = (request: FakeRequest): void => {
      request.result = seed
      request.onsuccess?.()
    }
    return { requests, answer }
  }

  const emptyDatabase = (): IDBDatabase =>
    ({
      objectStoreNames: { contains: () => true },
      close: vi.fn()
    }) as unknown as IDBDatabase

  it('D5 is storage-blocked within a second when an old tab holds the store, and the next one gets it', async () => {
    const { requests, answer } = await byHand()
    const stores = indexeddbStores()
    const first = stores.open('space')
    const failed = expect(first).rejects.toMatchObject({ code: 'storage-blocked' })
    requests[0]?.onblocked?.()
    await vi.advanceTimersByTimeAsync(1_000)
    await failed
    const second = stores.open('space')
    answer(requests[0]!)
    const store = await second
    await store.write(['meta'], async (tx) => tx.put('meta', 'identity', value))
    expect(requests).toHaveLength(1)
  })

  it('D5 an old tab that lets go within the second is no trouble', async () => {
    const { requests, answer } = await byHand()
    const opening = indexeddbStores().open('space')
    requests[0]?.onblocked?.()
    await vi.advanceTimersByTimeAsync(500)
    answer(requests[0]!)
    await opening
  })

  it('D4 is an error when the browser emptied a damaged store, and the next one gets the empty store', async () => {
    const { requests, answer } = await byHand()
    const stores = indexeddbStores()
    const first = stores.open('space')
    requests[0]!.result = emptyDatabase()
    requests[0]?.onupgradeneeded?.({ dataLoss: 'total' })
    requests[0]?.onsuccess?.()
    await expect(first).rejects.toMatchObject({ code: 'storage-failed', message: /emptied/ })
    expect(requests[0]?.result?.close).toHaveBeenCalled()
    const second = stores.open('space')
    answer(requests[1]!)
    await second
  })

  it('D5 is storage-blocked after three seconds of silence', async () => {
    await byHand()
    const failed = expect(indexeddbStores().open('space')).rejects.toMatchObject({ code: 'storage-blocked' })
    await vi.advanceTimersByTimeAsync(3_000)
    await failed
  })
})
