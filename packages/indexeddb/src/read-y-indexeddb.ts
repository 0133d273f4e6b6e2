// Reads a database of y-indexeddb 9: a table `updates` with Yjs v1 updates under rising numbers, and a table `custom`.

import { defaultGuardLimits, inspectUpdate } from '@weft/yjs-guard'
import * as Y from 'yjs'
import { AdoptionError } from './adoption-error.js'
import { errorAtOpening, errorInUse } from './store-error.js'

const updatesTable = 'updates'

interface UpdateRecord {
  readonly key: IDBValidKey
  readonly value: unknown
}

/**
 * The whole document as one v1 update, made as y-indexeddb makes it when it loads. Rejects with AdoptionError or
 * StoreError. What waits for updates that are not there is in the update as well, so that it is not taken for whole.
 */
export async function readYIndexeddb(name: string): Promise<Uint8Array> {
  const records = await readUpdates(name)
  const limits = {
    ...defaultGuardLimits,
    updateBytes: Infinity,
    structs: Infinity,
    clients: Infinity,
    deleteRanges: Infinity
  }
  const ydoc = new Y.Doc()
  for (const { key, value } of records) {
    if (!(value instanceof Uint8Array)) throw damaged(name, key, 'no bytes')
    const shape = inspectUpdate(value, limits)
    // Other refusals are of sound bytes, which the document may refuse as a whole.
    const isDamaged = !shape.ok && /^update-(malformed|wrong-version)$/.test(shape.refusal.code)
    if (isDamaged) throw damaged(name, key, shape.refusal.message)
    try {
      Y.applyUpdate(ydoc, value)
    } catch (cause) {
      throw damaged(name, key, String(cause), cause)
    }
  }
  const update = Y.encodeStateAsUpdate(ydoc)
  ydoc.destroy()
  return update
}

function damaged(name: string, record: IDBValidKey, message: string, cause?: unknown): AdoptionError {
  const text = `record ${String(record)} of the updates in ${name} cannot be read: ${message}`
  return new AdoptionError('record-damaged', text, { record, cause })
}

async function readUpdates(name: string): Promise<UpdateRecord[]> {
  const database = await openExisting(name)
  try {
    if (!database.objectStoreNames.contains(updatesTable)) {
      throw new AdoptionError('database-foreign', `${name} has no table ${updatesTable}`)
    }
    return await readAll(database)
  } finally {
    database.close()
  }
}

/** An opening that would create the database is taken back. */
async function openExisting(name: string): Promise<IDBDatabase> {
  if (typeof indexedDB === 'undefined') throw errorAtOpening(new DOMException('none here', 'SecurityError'))
  const missing = new AdoptionError('database-missing', `there is no database ${name}`)
  const known = await indexedDB.databases?.().catch(() => undefined)
  if (known && !known.some((database) => database.name === name)) throw missing
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    let isMissing = false
    request.onupgradeneeded = () => {
      isMissing = true
      request.transaction?.abort()
    }
    request.onerror = (event) => {
      // Else the page hears of it too.
      event.preventDefault()
      reject(isMissing ? missing : errorAtOpening(request.error))
    }
    request.onsuccess = () => {
      // The app may delete it meanwhile.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
  })
}

function readAll(database: IDBDatabase): Promise<UpdateRecord[]> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([updatesTable], 'readonly')
    const table = transaction.objectStore(updatesTable)
    const keys = table.getAllKeys()
    const values = table.getAll()
    transaction.oncomplete = () =>
      resolve(keys.result.map((key, index) => ({ key, value: values.result[index] as unknown })))
    transaction.onabort = () => reject(errorInUse(transaction.error))
  })
}
