// A store that is emptied behind open documents: what is open is saved anew, whole and before what leans on it.

import { type Random, randomId } from '@weft/base'
import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { openReplica, type Replica } from '../replica/open-replica.js'
import { createMemoryStores } from '../store/memory-store.js'
import { type StoreProvider, storeTables } from '../store/port.js'
import { createOpenDocuments, type OpenDocuments } from './open-documents.js'
import { createSaveQueue } from './save-queue.js'

interface Tab {
  readonly replica: Replica
  readonly documents: OpenDocuments
  flush(): Promise<void>
}

async function openTab(stores: StoreProvider, random: Random): Promise<Tab> {
  const replica = await openReplica({ stores, space: 'notes', newId: () => randomId(random) })
  const queue = createSaveQueue(replica, createFakeClock(), () => undefined)
  const nothing = (): void => undefined
  const documents = createOpenDocuments({
    replica,
    queue,
    random,
    opened: nothing,
    closed: nothing,
    unreadable: nothing
  })
  replica.renewed.subscribe((change) => documents.renew(change))
  replica.arrived.subscribe((arrivals) => {
    for (const arrival of arrivals) documents.apply(arrival.document, [arrival])
  })
  return { replica, documents, flush: queue.flush }
}

async function empty(stores: StoreProvider): Promise<void> {
  const store = await stores.open('notes')
  await store.write(storeTables, async (tx) => {
    for (const table of storeTables) for (const { key } of await tx.list(table)) tx.delete(table, key)
  })
}

/** What a relay would get of the outbox, in order: an update that leans on what is not there is pending. */
function pushed(replica: Replica): Y.Doc {
  const ydoc = new Y.Doc()
  for (const [, row] of [...replica.memory.outbox].sort(([a], [b]) => a - b)) {
    if (row.type !== 'edits') continue
    for (const { place } of row.items) {
      if ('payload' in place) Y.applyUpdate(ydoc, place.payload)
      expect(ydoc.store.pendingStructs, 'an update before what it leans on').toBeNull()
    }
  }
  return ydoc
}

it('D5 an edit after the store was emptied is saved behind all that its document held', async () => {
  const stores = createMemoryStores()
  const tab = await openTab(stores, createSeededRandom(1))
  const { ydoc } = await tab.documents.open('page')
  ydoc.getText('t').insert(0, 'before ')
  await tab.flush()
  await empty(stores)
  ydoc.getText('t').insert(7, 'after')
  await tab.flush()
  expect(pushed(tab.replica).getText('t').toString()).toBe('before after')
})

it('S4 a tab that finds a store that another tab began anew saves what it has open, and remembers nothing of before', async () => {
  const stores = createMemoryStores()
  const random = createSeededRandom(2)
  const ana = await openTab(stores, random)
  const ben = await openTab(stores, random)
  const { ydoc } = await ben.documents.open('page')
  ydoc.getText('t').insert(0, 'only in this tab')
  await ben.flush()
  await empty(stores)
  const other = (await ana.documents.open('other')).ydoc
  // So many that the new store's numbers go beyond those of before.
  for (let edit = 0; edit < 5; edit++) {
    other.getText('t').insert(0, 'x')
    await ana.flush()
  }
  await ben.replica.sync()
  await ben.flush()
  await ana.replica.sync()
  expect(ben.replica.memory.state).toEqual(ana.replica.memory.state)
  expect(pushed(ana.replica).getText('t').toString()).toContain('only in this tab')
  const again = await ana.documents.open('page')
  expect(again.ydoc.getText('t').toString()).toBe('only in this tab')
})

it('D5 a store that was emptied is noticed by looking at it, and what is open is saved again', async () => {
  const stores = createMemoryStores()
  const tab = await openTab(stores, createSeededRandom(3))
  const { ydoc } = await tab.documents.open('page')
  ydoc.getText('t').insert(0, 'not only in memory')
  await tab.flush()
  await empty(stores)
  await tab.replica.sync()
  await tab.flush()
  expect(pushed(tab.replica).getText('t').toString()).toBe('not only in memory')
})

it('D4 a document that is opened after its store was emptied is what the store holds now, and no failure', async () => {
  const stores = createMemoryStores()
  const tab = await openTab(stores, createSeededRandom(4))
  const { ydoc, close } = await tab.documents.open('page')
  ydoc.getText('t').insert(0, 'x'.repeat(40_000))
  await tab.flush()
  await close()
  await empty(stores)
  const again = await tab.documents.open('page')
  expect(again.ydoc.getText('t').length).toBe(0)
})
