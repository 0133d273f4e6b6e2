// What the sync log says of a store that fails or is emptied: the trouble, and its end.

import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import { openDevice } from '../device/open-device.js'
import type { Network } from '../network/port.js'
import { createMemoryStores } from '../store/memory-store.js'
import { type Store, StoreError, type StoreProvider, storeTables } from '../store/port.js'
import { createTabGroup } from '../testing/tab-group.js'
import { createJournalStore } from './journal-store.js'

/** Stores of which writes into these tables fail for a while. */
function createFailingStores(fails: (tables: readonly string[]) => boolean): StoreProvider {
  const stores = createMemoryStores()
  const failing = (store: Store): Store => ({
    ...store,
    write: (tables, body) =>
      fails(tables) ? Promise.reject(new StoreError('storage-full', 'planted')) : store.write(tables, body)
  })
  return { ...stores, open: async (name) => failing(await stores.open(name)) }
}

async function openTab(stores: StoreProvider) {
  const clock = createFakeClock(1_000)
  const network: Network = { metered: () => 'unknown', onChange: () => () => undefined }
  const transport = { connect: () => ({ send: () => {}, bufferedBytes: () => 0, close: () => {} }) }
  const random = createSeededRandom(1)
  const { tabs } = createTabGroup().open()
  const device = await openDevice({ stores, tabs, transport, network, clock, random, name: 'Phone' })
  const space = await device.openSpace('notes')
  const note = await space.openDocument('n/1')
  const told = async (): Promise<string[]> =>
    (await space.journal())
      .map(({ what }) => (what.kind === 'storage-trouble' ? what.code : what.kind))
      .filter((fact) => fact.startsWith('storage-'))
      .reverse()
  const type = (text: string): void => note.ydoc.getText('text').insert(0, text)
  return { clock, space, type, told }
}

async function empty(stores: StoreProvider): Promise<void> {
  const store = await stores.open('notes')
  await store.write(storeTables, async (tx) => {
    for (const table of storeTables) for (const { key } of await tx.list(table)) tx.delete(table, key)
  })
}

it('S13 D5 a write that fails and then succeeds is a trouble and its end', async () => {
  let isFull = false
  const { space, type, told, clock } = await openTab(createFailingStores(() => isFull))
  isFull = true
  type('hello')
  await expect(space.flush()).rejects.toThrow('planted')
  isFull = false
  clock.advance(2_000)
  await space.flush()
  expect(await told()).toEqual(['storage-full', 'storage-recovered'])
})

it.each(['an edit', 'a look'])('S13 S4 a store that was emptied, found by %s, works again', async (found) => {
  const stores = createMemoryStores()
  const { space, type, told, clock } = await openTab(stores)
  type('before')
  await space.flush()
  await empty(stores)
  if (found === 'an edit') type('after ')
  else clock.advance(3_000)
  await space.flush()
  await expect.poll(told).toEqual(['storage-evicted', 'storage-recovered'])
})

it('S13 lines that could not be written are all there when the store works again', async () => {
  let isFull = true
  const store = await createFailingStores(() => isFull).open('notes')
  const log = createJournalStore(() => store, createFakeClock())
  log.note({ kind: 'storage-trouble', code: 'first' }, 'trouble')
  const reads = [log.read(10)]
  await Promise.resolve()
  log.note({ kind: 'storage-trouble', code: 'second' }, 'trouble')
  reads.push(log.read(10))
  await Promise.all(reads)
  isFull = false
  expect((await log.read(10)).map(({ what }) => what)).toMatchObject([{ code: 'second' }, { code: 'first' }])
})
