// The page for measuring keystrokes: a device over IndexedDB in a real browser, without an app around it.

import { openDevice } from '@weft/client'
import { indexeddbStores } from '@weft/indexeddb'

export interface Keystrokes {
  /** Ms from the change of the Y.Doc. */
  readonly saved: number[]
  readonly relayed: number[]
  /** A bare strict IndexedDB transaction of two small records, run in between. */
  readonly bare: number[]
}

async function measure(relay: string, times: number): Promise<Keystrokes> {
  const device = await openDevice({ stores: indexeddbStores(), name: 'Page', relay: { url: relay } })
  const space = await device.openSpace('notes')
  const note = await space.openDocument('n/1')
  const text = note.ydoc.getText('text')
  const status = space.documentStatus('n/1')
  const database = await openBare()
  const result: Keystrokes = { saved: [], relayed: [], bare: [] }
  const isRelayed = (): boolean => status.get().relayed && status.get().waiting === 0
  const untilRelayed = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = status.subscribe(() => {
        if (!isRelayed()) return
        stop()
        resolve()
      })
    })
  for (let key = 0; key < times; key++) {
    const since = performance.now()
    const receipt = untilRelayed()
    text.insert(text.length, 'x')
    await space.flush()
    result.saved.push(performance.now() - since)
    await receipt
    result.relayed.push(performance.now() - since)
    result.bare.push(await writeBare(database, key))
  }
  await device.close()
  return result
}

function openBare(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('bare')
    opening.onupgradeneeded = () => opening.result.createObjectStore('records')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
}

function writeBare(database: IDBDatabase, key: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const since = performance.now()
    const transaction = database.transaction('records', 'readwrite', { durability: 'strict' })
    const records = transaction.objectStore('records')
    records.put(new Uint8Array(60), `a${key}`)
    records.put(new Uint8Array(150), 'b')
    transaction.oncomplete = () => resolve(performance.now() - since)
    transaction.onabort = () => reject(transaction.error)
  })
}

Object.assign(globalThis, { measure })
