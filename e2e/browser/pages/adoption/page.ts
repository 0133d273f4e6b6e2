// The page that the adoption tests open: an app of before with y-indexeddb, and the same app with Weft.

import { type Adopted, type Device, type OpenDocument, openDevice, type Space } from '@weft/client'
import { adoptYIndexeddb, indexeddbStores } from '@weft/indexeddb'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'

const database = 'old-app'
const space = 'team'
const document = 'readme'

/** A page load of the old app. `shared` is what others of the old app had sent; resolves with its state. */
async function runOldApp(act: { shared?: string; insert?: string; remove?: number }): Promise<string> {
  const ydoc = new Y.Doc()
  const persistence = new IndexeddbPersistence(database, ydoc)
  await persistence.whenSynced
  const text = ydoc.getText('text')
  if (act.shared) Y.applyUpdate(ydoc, fromHex(act.shared))
  if (act.insert) text.insert(text.length, act.insert)
  if (act.remove) text.delete(0, act.remove)
  const state = Y.encodeStateAsUpdate(ydoc)
  await persistence.destroy()
  return toHex(state)
}

const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))

interface Kept {
  device: Device
  space: Space
  open: OpenDocument
}
let kept: Kept | undefined

async function start(relay: string | undefined): Promise<void> {
  const stores = indexeddbStores()
  const device = await openDevice(relay === undefined ? { stores } : { stores, relay: { url: relay } })
  const opened = await device.openSpace(space)
  kept = { device, space: opened, open: await opened.openDocument(document) }
}

const now = (): Kept => {
  if (!kept) throw new Error('not started')
  return kept
}

const adoptionPage = {
  runOldApp,
  start,
  connect: (url: string): Promise<void> => now().device.connect({ url }),
  adopt: (): Promise<Adopted> => adoptYIndexeddb(now().space, { database, document }),
  /** Its code and, where it has one, the damaged record's key. */
  adoptBadly: (name = database): Promise<unknown[]> =>
    adoptYIndexeddb(now().space, { database: name, document }).then(
      (adopted) => [adopted],
      ({ code, record }) => [code, record]
    ),
  text: (): string => now().open.ydoc.getText('text').toString(),
  state: (): string => toHex(Y.encodeStateAsUpdate(now().open.ydoc)),
  type: (inserted: string): void => {
    const text = now().open.ydoc.getText('text')
    text.insert(text.length, inserted)
  },
  status: () => ({
    space: now().space.status.get().kind,
    document: now().space.documentStatus(document).get()
  }),
  databases: async (): Promise<string[]> => (await indexedDB.databases()).map(({ name }) => name ?? '')
}

declare global {
  var adoption: typeof adoptionPage
}

globalThis.adoption = adoptionPage
