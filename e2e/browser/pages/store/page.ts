// The page that the store tests open: the browser's adapters within reach of `page.evaluate`.

import { browserTabs, type Store, type StoreError } from '@weft/client'
import { storeContract } from '@weft/client/testing'
import { indexeddbStores } from '@weft/indexeddb'
// Not public: what a later release does to this one can be tried only from inside.
import { createOpener } from '../../../../packages/indexeddb/dist/open-database.js'

async function runCase(title: string): Promise<void> {
  const contractCase = storeContract.find((other) => other.title === title)
  if (!contractCase) throw new Error(`no case ${title}`)
  await contractCase.run({ provider: indexeddbStores() })
}

/** Its code, when the work fails with a StoreError; 'done' when it does not fail. */
async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    return (error as Partial<StoreError>).code ?? String(error)
  }
}

/** Adds one, `times` over, each in a write of its own and all asked at once. */
async function count(store: Store, times: number): Promise<void> {
  const addOne = (): Promise<void> =>
    store.write(['meta'], async (tx) => {
      const [high = 0, low = 0] = (await tx.get('meta', 'count')) ?? []
      const next = high * 256 + low + 1
      tx.put('meta', 'count', Uint8Array.of(next >> 8, next & 255))
    })
  await Promise.all(Array.from({ length: times }, addOne))
}

const append = (store: Store, bytes: Uint8Array): Promise<number> =>
  store.write(['outbox'], async (tx) => {
    const next = Number((await tx.lastKey('outbox')) ?? -1) + 1
    tx.put('outbox', next, bytes)
    return next
  })

const weft = {
  indexeddbStores,
  browserTabs,
  createOpener,
  runCase,
  outcomeOf,
  count,
  append,
  /** Facts that happened in the page, in order. */
  log: [] as string[],
  /** What a test keeps between two evaluations. */
  kept: {} as { store?: Store; database?: IDBDatabase; release?: () => void }
}

declare global {
  var weftPage: typeof weft
}

globalThis.weftPage = weft
