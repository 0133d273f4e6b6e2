import { expect, it } from 'vitest'
import { createMemoryStores } from './memory-store.js'
import type { Store, StoreProvider } from './port.js'
import { openReopeningStore } from './reopening-store.js'

function watched(): { readonly stores: StoreProvider; readonly opened: Store[] } {
  const inner = createMemoryStores()
  const opened: Store[] = []
  const open = async (name: string): Promise<Store> => {
    const store = await inner.open(name)
    opened.push(store)
    return store
  }
  return { stores: { open }, opened }
}

it('D5 a store that the platform closed is opened again, once for all who use it', async () => {
  const { stores, opened } = watched()
  const store = await openReopeningStore(stores, 'notes')
  await opened[0]?.close()
  const write = (key: string) => store.write(['meta'], async (tx) => tx.put('meta', key, Uint8Array.of(1)))
  await Promise.all([write('a'), write('b')])
  const found = await store.read(['meta'], (tx) => tx.getMany('meta', ['a', 'b']))
  expect(found).toEqual([Uint8Array.of(1), Uint8Array.of(1)])
  expect(opened).toHaveLength(2)
})

it('D5 a store that its own user closed stays closed', async () => {
  const { stores, opened } = watched()
  const store = await openReopeningStore(stores, 'notes')
  await store.close()
  await expect(store.read(['meta'], async () => 1)).rejects.toMatchObject({ code: 'storage-closed' })
  expect(opened).toHaveLength(1)
})
