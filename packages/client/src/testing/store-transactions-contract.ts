// The store contract's second part: transactions are atomic, isolated and one after the other.

import { type ContractCase, expectEqual, expectRejects, expectTrue } from '@weft/base/testing'
import type { ReadTransaction, Store, StoreProvider, WriteTransaction } from '../store/port.js'

const encode = (value: number): Uint8Array => new TextEncoder().encode(String(value))
const decode = (value: Uint8Array | undefined): number => Number(new TextDecoder().decode(value) || '0')

async function increment(store: Store): Promise<void> {
  await store.write(['meta'], async (tx) => {
    const before = decode(await tx.get('meta', 'count'))
    tx.put('meta', 'count', encode(before + 1))
  })
}

const count = (store: Store): Promise<number> =>
  store.read(['meta'], async (tx) => decode(await tx.get('meta', 'count')))

/** Takes the next number of the table, as the outbox does. */
const append = (store: Store, value: number): Promise<number> =>
  store.write(['outbox'], async (tx) => {
    const next = Number((await tx.lastKey('outbox')) ?? 0) + 1
    tx.put('outbox', next, encode(value))
    return next
  })

export const storeTransactionsContract: readonly ContractCase<{ readonly provider: StoreProvider }>[] = [
  {
    title: 'D8 a body that throws changes nothing, and the write rejects with its error',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      await increment(store)
      const failure = Object.assign(new Error('of the body'), { code: 'of-the-body' })
      const bodies: ((tx: WriteTransaction) => Promise<never>)[] = [
        async (tx) => {
          tx.put('meta', 'count', encode(99))
          tx.put('chunks', 1, encode(1))
          throw failure
        },
        async (tx) => {
          tx.put('chunks', 1, encode(1))
          await tx.get('chunks', 1)
          tx.delete('meta', 'count')
          await tx.list('meta')
          throw failure
        },
        (tx) => {
          tx.put('chunks', 1, encode(1))
          throw failure
        },
        async (tx) => {
          // A read that nobody waits for must not become an unhandled rejection.
          void tx.get('chunks', 1)
          throw failure
        }
      ]
      for (const body of bodies) {
        await expectRejects(store.write(['meta', 'chunks'], body), 'of-the-body')
        await expectRejects(
          store.read(['chunks'], () => Promise.reject(failure)),
          'of-the-body'
        )
        expectEqual(await count(store), 1)
        expectEqual(await store.read(['chunks'], (tx) => tx.list('chunks')), [])
      }
      await increment(store)
      expectEqual(await count(store), 2)
      await store.close()
    }
  },
  {
    title: 'D8 a transaction sees what it wrote itself, in every kind of read',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      await store.write(['outbox'], async (tx) => {
        for (const key of [1, 2, 3, 4]) tx.put('outbox', key, encode(key))
      })
      await store.write(['outbox'], async (tx) => {
        tx.put('outbox', 6, encode(6))
        tx.put('outbox', 2, encode(22))
        tx.delete('outbox', 3)
        tx.delete('outbox', 4)
        expectEqual(await tx.get('outbox', 2), encode(22))
        expectEqual(await tx.get('outbox', 3), undefined)
        expectEqual(await tx.getMany('outbox', [6, 4, 1]), [encode(6), undefined, encode(1)])
        expectEqual(await tx.lastKey('outbox'), 6)
        expectEqual(await tx.list('outbox', { limit: 3 }), [
          { key: 1, value: encode(1) },
          { key: 2, value: encode(22) },
          { key: 6, value: encode(6) }
        ])
        expectEqual(await tx.list('outbox', { after: 2, upTo: 5 }), [])
        tx.delete('outbox', 6)
        expectEqual(await tx.lastKey('outbox'), 2)
        tx.delete('outbox', 2)
        tx.delete('outbox', 1)
        expectEqual(await tx.lastKey('outbox'), undefined)
        expectEqual(await tx.list('outbox'), [])
        tx.put('outbox', 1, encode(11))
      })
      expectEqual(await store.read(['outbox'], (tx) => tx.list('outbox')), [{ key: 1, value: encode(11) }])
      await store.close()
    }
  },
  {
    title: 'D8 a table that the transaction does not name is refused, and the write changes nothing',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const reach = store.write(['meta'], async (tx) => {
        tx.put('meta', 'count', encode(1))
        tx.put('chunks', 1, encode(1))
      })
      await expectRejects(reach, 'storage-failed')
      await expectRejects(
        store.read(['meta'], (tx) => tx.get('chunks', 1)),
        'storage-failed'
      )
      expectEqual(await count(store), 0)
      await store.close()
    }
  },
  {
    title: 'D8 a transaction that is over is refused',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      let kept: WriteTransaction | undefined
      let keptRead: ReadTransaction | undefined
      await store.write(['meta'], async (tx) => {
        kept = tx
      })
      await store.read(['meta'], async (tx) => {
        keptRead = tx
      })
      await expectRejects((async () => kept?.put('meta', 'count', encode(1)))(), 'storage-failed')
      await expectRejects((async () => kept?.get('meta', 'count'))(), 'storage-failed')
      await expectRejects((async () => keptRead?.get('meta', 'count'))(), 'storage-failed')
      expectEqual(await count(store), 0)
      await store.close()
    }
  },
  {
    title: 'T5 writes of two handles that read first never lose one another',
    run: async ({ provider }) => {
      const handles = [await provider.open('space'), await provider.open('space')]
      const rounds = Array.from({ length: 25 }, () => handles.map(increment)).flat()
      await Promise.all(rounds)
      for (const handle of handles) expectEqual(await count(handle), 50)
      for (const handle of handles) await handle.close()
    }
  },
  {
    title: 'T5 a number that is taken inside a write is never given twice',
    run: async ({ provider }) => {
      const handles = [await provider.open('space'), await provider.open('space')]
      const taken = await Promise.all(
        Array.from({ length: 40 }, (_, index) => append(handles[index % 2]!, index))
      )
      expectEqual(new Set(taken).size, 40)
      expectEqual(Math.max(...taken), 40)
      for (const handle of handles) await handle.close()
    }
  },
  {
    title: 'D8 a read sees one state of the store, however many writes go on beside it',
    run: async ({ provider }) => {
      const [writer, reader] = [await provider.open('space'), await provider.open('space')]
      const writes = Array.from({ length: 20 }, (_, index) =>
        writer.write(['meta', 'chunks'], async (tx) => {
          await tx.get('meta', 'count')
          tx.put('meta', 'count', encode(index))
          await tx.get('chunks', 1)
          tx.put('chunks', 1, encode(index))
        })
      )
      const reads = Array.from({ length: 20 }, () =>
        reader.read(['meta', 'chunks'], async (tx) => {
          const first = decode(await tx.get('meta', 'count'))
          const second = decode(await tx.get('chunks', 1))
          const again = decode(await tx.get('meta', 'count'))
          expectTrue(first === second && second === again, `one state, not ${first}, ${second}, ${again}`)
        })
      )
      await Promise.all([...writes, ...reads])
      for (const handle of [writer, reader]) await handle.close()
    }
  },
  {
    title: 'D8 transactions of one handle over the same tables run in the order they were asked',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const first = increment(store)
      const between = count(store)
      const second = increment(store)
      const after = count(store)
      expectEqual(await Promise.all([between, after]), [1, 2])
      await Promise.all([first, second])
      await store.close()
    }
  },
  {
    title: 'D8 a write that failed does not stand in the way of the next',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const failing = store.write(['meta'], async (tx) => {
        await tx.get('meta', 'count')
        throw Object.assign(new Error('of the body'), { code: 'of-the-body' })
      })
      const next = increment(store)
      await expectRejects(failing, 'of-the-body')
      await next
      expectEqual(await count(store), 1)
      await store.close()
    }
  }
]
