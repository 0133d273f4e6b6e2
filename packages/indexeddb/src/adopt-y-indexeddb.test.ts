// Adoption of what y-indexeddb kept: the whole of it or nothing, and the database stays as it is.

import { createMemoryStores, type Device, openDevice, type Space, soleTab } from '@weft/client'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { adoptYIndexeddb } from './adopt-y-indexeddb.js'

const source = { database: 'old-app', document: 'a' }
let device: Device
let space: Space

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  device = await openDevice({ stores: createMemoryStores(), tabs: soleTab() })
  space = await device.openSpace('notes')
})

afterEach(async () => {
  await device.close()
  vi.unstubAllGlobals()
})

/** The old app: every call is a page load of its own. */
async function runOldApp(act: (ydoc: Y.Doc) => void): Promise<void> {
  const ydoc = new Y.Doc()
  const persistence = new IndexeddbPersistence(source.database, ydoc)
  await persistence.whenSynced
  act(ydoc)
  await persistence.destroy()
}

const write = (text: string) => (ydoc: Y.Doc) =>
  ydoc.getText('text').insert(ydoc.getText('text').length, text)

async function textOf(id = 'a'): Promise<string> {
  const document = await space.openDocument(id)
  const text = document.ydoc.getText('text').toString()
  await document.close()
  return text
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

async function inUpdates<T>(act: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await answer(indexedDB.open(source.database))
  const result = await answer(act(database.transaction('updates', 'readwrite').objectStore('updates')))
  database.close()
  return result
}

describe('adoption from y-indexeddb', () => {
  it('F10 takes the whole document in, once, and leaves the database as it is', async () => {
    await runOldApp(write('one two'))
    await runOldApp((ydoc) => ydoc.getText('text').delete(0, 4))
    await runOldApp(write(' three'))
    const before = await inUpdates((table) => table.getAll())
    expect(await adoptYIndexeddb(space, source)).toBe('adopted')
    expect(await textOf()).toBe('two three')
    expect(await adoptYIndexeddb(space, source)).toBe('already-held')
    expect(space.documentStatus('a').get().waiting).toBe(1)
    expect(await inUpdates((table) => table.getAll())).toEqual(before)
  })

  it('F10 takes over what the old app wrote in the meantime, and no more', async () => {
    await runOldApp(write('old'))
    await adoptYIndexeddb(space, source)
    const document = await space.openDocument('a')
    document.ydoc.getText('text').insert(0, 'here and ')
    await runOldApp(write(' and newer'))
    expect(await adoptYIndexeddb(space, source)).toBe('adopted')
    expect(document.ydoc.getText('text').toString()).toBe('here and old and newer')
    await document.close()
  })

  it('F10 says by name that there is no such database, and makes none', async () => {
    const missing = { ...source, database: 'another-app' }
    await expect(adoptYIndexeddb(space, missing)).rejects.toMatchObject({ code: 'database-missing' })
    const { databases } = indexedDB
    Reflect.set(indexedDB, 'databases', undefined)
    await expect(adoptYIndexeddb(space, missing)).rejects.toMatchObject({ code: 'database-missing' })
    expect((await databases.call(indexedDB)).map(({ name }) => name)).not.toContain('another-app')
    expect(space.documents.get()).toEqual([])
  })

  it('F10 says by name that a database is not of y-indexeddb', async () => {
    const request = indexedDB.open('photos')
    request.onupgradeneeded = () => request.result.createObjectStore('photos')
    ;(await answer(request)).close()
    const foreign = adoptYIndexeddb(space, { ...source, database: 'photos' })
    await expect(foreign).rejects.toMatchObject({ code: 'database-foreign' })
  })

  it('F10 adopts nothing when a record is damaged, and says which', async () => {
    await runOldApp((ydoc) => {
      write('one')(ydoc)
      write(' two')(ydoc)
      write(' three')(ydoc)
    })
    const keys = await inUpdates((table) => table.getAllKeys())
    const key = keys.at(-2) as IDBValidKey
    const whole = (await inUpdates((table) => table.get(key))) as Uint8Array
    for (const damage of [whole.subarray(0, whole.length - 1), Uint8Array.of(9, 9, 9), 'no bytes']) {
      await inUpdates((table) => table.put(damage, key))
      const adoption = adoptYIndexeddb(space, source)
      await expect(adoption).rejects.toMatchObject({ code: 'record-damaged', record: key })
      await expect(adoption).rejects.toThrow(`record ${key}`)
    }
    await inUpdates((table) => table.delete(key))
    await expect(adoptYIndexeddb(space, source)).rejects.toMatchObject({ code: 'update-clock-gap' })
    expect(await textOf()).toBe('')
    expect(space.documentStatus('a').get().waiting).toBe(0)
    await inUpdates((table) => table.put(whole, key))
    await adoptYIndexeddb(space, source)
    expect(await textOf()).toBe('one two three')
  })
})
