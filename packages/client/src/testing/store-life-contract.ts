// The store contract's third part: opening, closing, reopening, and what a device is told about its store.

import { type ContractCase, expectEqual, expectRejects, expectTrue } from '@weft/base/testing'
import type { Store, StoreProvider } from '../store/port.js'

const value = Uint8Array.of(1, 2, 3)

const save = (store: Store, bytes = value): Promise<void> =>
  store.write(['meta', 'outbox'], async (tx) => {
    tx.put('meta', 'identity', bytes)
    tx.put('outbox', 1, bytes)
  })

const load = (store: Store): Promise<Uint8Array | undefined> =>
  store.read(['meta'], (tx) => tx.get('meta', 'identity'))

export const storeLifeContract: readonly ContractCase<{ readonly provider: StoreProvider }>[] = [
  {
    title: 'D1 what a write resolved for is there for another handle, and after reopening',
    run: async ({ provider }) => {
      const [store, sibling] = [await provider.open('space'), await provider.open('space')]
      await save(store)
      expectEqual(await load(sibling), value)
      await store.close()
      await sibling.close()
      const reopened = await provider.open('space')
      expectEqual(await load(reopened), value)
      await reopened.close()
    }
  },
  {
    title: 'D8 stores of several names are apart, also names that a file system would take for one',
    run: async ({ provider }) => {
      const names = ['space', 'Space', 'SPACE', '~device', 'con', 'a.b', '-', '_', '.', '..', 'x'.repeat(128)]
      const stores = await Promise.all(names.map((name) => provider.open(name)))
      await Promise.all(stores.map((store, index) => save(store, Uint8Array.of(index))))
      for (const [index, store] of stores.entries()) expectEqual(await load(store), Uint8Array.of(index))
      for (const store of stores) await store.close()
      for (const [index, name] of names.entries()) {
        const reopened = await provider.open(name)
        expectEqual(await load(reopened), Uint8Array.of(index), name)
        await reopened.close()
      }
    }
  },
  {
    title: 'D8 closing waits for what is under way, and may be asked again',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const order: string[] = []
      const saved = save(store).then(() => order.push('saved'))
      const closed = store.close().then(() => order.push('closed'))
      await Promise.all([saved, closed, store.close()])
      await store.close()
      expectEqual(order, ['saved', 'closed'])
      const reopened = await provider.open('space')
      expectEqual(await load(reopened), value)
      await reopened.close()
    }
  },
  {
    title: 'D8 a closed handle refuses with storage-closed, and its sibling goes on',
    run: async ({ provider }) => {
      const [store, sibling] = [await provider.open('space'), await provider.open('space')]
      const closing = store.close()
      await expectRejects(save(store), 'storage-closed')
      await closing
      await expectRejects(save(store), 'storage-closed')
      await expectRejects(load(store), 'storage-closed')
      await save(sibling)
      expectEqual(await load(sibling), value)
      await sibling.close()
    }
  },
  {
    title: 'D5 says whether the platform keeps the store, and tells no trouble where there is none',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const troubles: unknown[] = []
      const unsubscribe = store.onTrouble((trouble) => troubles.push(trouble))
      const known = ['persistent', 'may-be-cleared', 'unknown']
      expectTrue(known.includes(await store.persistence()), 'an answer to a look')
      expectTrue(known.includes(await store.persistence('look')), 'an answer to a look by name')
      expectTrue(known.includes(await store.persistence('ask')), 'an answer to a request')
      await save(store)
      await store.close()
      unsubscribe()
      expectEqual(troubles, [])
    }
  }
]
