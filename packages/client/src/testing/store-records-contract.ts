// The store contract's first part: records, their order and their ranges.

import { type ContractCase, expectEqual, expectTrue } from '@weft/base/testing'
import type { Store, StoreKey, StoreProvider, StoreTable } from '../store/port.js'

const mebibyte = 1024 * 1024

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

async function put(store: Store, table: StoreTable, ...keys: StoreKey[]): Promise<void> {
  await store.write([table], async (tx) => {
    for (const key of keys) tx.put(table, key, new TextEncoder().encode(String(key)))
  })
}

const keysOf = (records: readonly { readonly key: StoreKey }[]): StoreKey[] => records.map(({ key }) => key)

export const storeRecordsContract: readonly ContractCase<{ readonly provider: StoreProvider }>[] = [
  {
    title: 'D8 a value comes back as it was put, and undefined where there is none',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const returned = await store.write(['meta', 'chunks'], async (tx) => {
        tx.put('meta', 'identity', bytes(0, 1, 255))
        tx.put('chunks', 0, bytes())
        return 'what the body returned'
      })
      expectEqual(returned, 'what the body returned')
      await store.read(['meta', 'chunks'], async (tx) => {
        expectEqual(await tx.get('meta', 'identity'), bytes(0, 1, 255))
        expectEqual(await tx.get('chunks', 0), bytes(), 'an empty value')
        expectEqual(await tx.get('meta', 'cursor'), undefined)
        expectEqual(await tx.get('chunks', 1), undefined)
      })
      await store.close()
    }
  },
  {
    title: 'D8 put replaces, delete removes, and deleting what is not there is nothing',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      await put(store, 'outbox', 1, 2)
      await store.write(['outbox'], async (tx) => {
        tx.put('outbox', 1, bytes(9))
        tx.delete('outbox', 2)
        tx.delete('outbox', 3)
        tx.put('outbox', 4, bytes(4))
        tx.delete('outbox', 4)
      })
      const records = await store.read(['outbox'], (tx) => tx.list('outbox'))
      expectEqual(records, [{ key: 1, value: bytes(9) }])
      await store.close()
    }
  },
  {
    title:
      'D8 the store keeps bytes of its own: later changes outside change nothing, and a view is only its part',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const whole = Uint8Array.from({ length: 1000 }, (_, index) => index & 255)
      await store.write(['chunks'], async (tx) => {
        const view = whole.subarray(3, 6)
        tx.put('chunks', 1, view)
        view[0] = 77
      })
      whole.fill(88)
      const read = (): Promise<Uint8Array | undefined> => store.read(['chunks'], (tx) => tx.get('chunks', 1))
      const first = await read()
      expectEqual(first, bytes(3, 4, 5))
      first?.fill(99)
      expectEqual(await read(), bytes(3, 4, 5))
      await store.close()
    }
  },
  {
    title: 'D8 number keys are in order of number, text keys in order of text',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const numbers = [10, 2, 0, 100, 33, 4_294_967_296, 1, Number.MAX_SAFE_INTEGER]
      await put(store, 'chunks', ...numbers)
      await put(store, 'meta', 'b', 'a10', 'B', 'a2', '~', '0')
      await store.read(['chunks', 'meta'], async (tx) => {
        const inOrder = [0, 1, 2, 10, 33, 100, 4_294_967_296, Number.MAX_SAFE_INTEGER]
        expectEqual(keysOf(await tx.list('chunks')), inOrder)
        expectEqual(await tx.get('chunks', 4_294_967_296), new TextEncoder().encode('4294967296'))
        expectEqual(keysOf(await tx.list('meta')), ['0', 'B', 'a10', 'a2', 'b', '~'])
      })
      await store.close()
    }
  },
  {
    title: 'D8 a range is above `after`, up to `upTo`, and at most `limit` from the low end',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      await put(store, 'outbox', 2, 4, 6, 8, 10)
      await store.read(['outbox'], async (tx) => {
        const list = async (range: object): Promise<StoreKey[]> => keysOf(await tx.list('outbox', range))
        expectEqual(await list({}), [2, 4, 6, 8, 10])
        expectEqual(await list({ after: 4 }), [6, 8, 10])
        expectEqual(await list({ after: 5 }), [6, 8, 10])
        expectEqual(await list({ upTo: 6 }), [2, 4, 6])
        expectEqual(await list({ after: 2, upTo: 8 }), [4, 6, 8])
        expectEqual(await list({ after: 2, upTo: 8, limit: 2 }), [4, 6])
        expectEqual(await list({ limit: 1 }), [2])
        expectEqual(await list({ limit: 0 }), [], 'limit 0')
        expectEqual(await list({ after: 6, upTo: 6 }), [], 'an empty range')
        expectEqual(await list({ after: 8, upTo: 4 }), [], 'a range that is the wrong way round')
        expectEqual(await list({ after: 10 }), [], 'beyond the last')
      })
      await store.close()
    }
  },
  {
    title: 'D8 lastKey is the highest key, and undefined for an empty table',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const last = (table: StoreTable): Promise<StoreKey | undefined> =>
        store.read([table], (tx) => tx.lastKey(table))
      expectEqual(await last('chunks'), undefined)
      await put(store, 'chunks', 9, 10, 2)
      await put(store, 'meta', 'b', 'a')
      expectEqual(await last('chunks'), 10)
      expectEqual(await last('meta'), 'b')
      expectEqual(await last('outbox'), undefined)
      await store.write(['chunks'], async (tx) => tx.delete('chunks', 10))
      expectEqual(await last('chunks'), 9)
      await store.close()
    }
  },
  {
    title: 'D8 getMany answers in the order asked, with gaps and repeats',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      await put(store, 'chunks', 1, 2, 3)
      const values = await store.read(['chunks'], (tx) => tx.getMany('chunks', [3, 7, 1, 3]))
      const [one, three] = [new TextEncoder().encode('1'), new TextEncoder().encode('3')]
      expectEqual(values, [three, undefined, one, three])
      expectEqual(await store.read(['chunks'], (tx) => tx.getMany('chunks', [])), [])
      await store.close()
    }
  },
  {
    title: 'D8 a value of 2 MiB comes back whole',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const large = Uint8Array.from({ length: 2 * mebibyte }, (_, index) => (index * 31) & 255)
      await store.write(['chunks'], async (tx) => tx.put('chunks', 1, large))
      const found = await store.read(['chunks'], (tx) => tx.get('chunks', 1))
      expectEqual(found?.length, large.length)
      expectTrue(
        found?.every((byte, index) => byte === large[index]),
        'the same bytes'
      )
      await store.close()
    }
  },
  {
    title: 'D8 5,000 records stay apart and in order, also read in pages',
    run: async ({ provider }) => {
      const store = await provider.open('space')
      const all = Array.from({ length: 5000 }, (_, index) => index)
      await put(store, 'contents', ...[...all].reverse())
      let found: StoreKey[] = []
      for (let page = [...all]; page.length > 0; ) {
        const after = found.at(-1) ?? -1
        const records = await store.read(['contents'], (tx) => tx.list('contents', { after, limit: 700 }))
        for (const { key, value } of records) expectEqual(new TextDecoder().decode(value), String(key))
        page = records.map(({ key }) => key as number)
        found = [...found, ...page]
      }
      expectEqual(found, all)
      await store.close()
    }
  }
]
