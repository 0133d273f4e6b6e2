// What a session may still write, after its store was emptied or another tab greeted with it.

import { randomId } from '@weft/base'
import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { advanceMark, type Entry, entryKind, sha256, startMark } from '@weft/protocol'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { openReplica, type Replica } from '../replica/open-replica.js'
import { saveEdits } from '../replica/save-edits.js'
import { createMemoryStores } from '../store/memory-store.js'
import { type StoreProvider, storeTables } from '../store/port.js'
import type { SessionSpace } from './session-space.js'
import type { Incoming } from './space-session.js'
import { createSpaceWork, type SpaceWork, StaleSession } from './space-work.js'

const random = createSeededRandom(1)
const limits = [256 * 1024, 8 * 1024 * 1024] as const

async function openTab(
  stores: StoreProvider
): Promise<{ replica: Replica; others: readonly string[]; work: SpaceWork }> {
  const replica = await openReplica({ stores, space: 'notes', newId: () => randomId(random) })
  const ignore = (): void => undefined
  const others: string[] = []
  const becomeOtherDevice = async (): Promise<void> => void others.push('became another device')
  const space = {
    ...{ name: 'notes', replica, stored: ignore, journal: ignore },
    becomeOtherDevice
  } satisfies Partial<SessionSpace>
  return {
    replica,
    others,
    work: createSpaceWork(space as unknown as SessionSpace, createFakeClock(), random)
  }
}

async function type(replica: Replica): Promise<Uint8Array> {
  const ydoc = new Y.Doc()
  ydoc.getText('text').insert(0, 'x')
  const update = Y.encodeStateAsUpdate(ydoc)
  await replica.write((draft) =>
    saveEdits(draft, [{ document: 'a', update, replica: draft.state.replica }], 1)
  )
  return update
}

/** The first entry of a log, as it comes back to the replica that pushed it: without its payload. */
function ownEntry(replica: string, update: Uint8Array): Incoming {
  const entry: Entry = {
    ...{ position: 1, document: 'a', device: 'me', replica, batch: 1, time: 1, kind: entryKind.update },
    ...{ edits: 1, payloadHash: sha256(update), payload: null }
  }
  const { hash } = advanceMark(startMark, [entry])
  return { kind: 'entries', bytes: 100, frame: { type: 'entries', space: 'notes', entries: [entry], hash } }
}

it('L7 what comes back without its payload is not taken for held by a store that was emptied since', async () => {
  const stores = createMemoryStores()
  const { replica, work } = await openTab(stores)
  await work.greet()
  const update = await type(replica)
  await work.cut(...limits)
  const own = ownEntry(replica.memory.state.replica, update)
  const store = await stores.open('notes')
  await store.write(storeTables, async (tx) => {
    for (const table of storeTables) for (const { key } of await tx.list(table)) tx.delete(table, key)
  })
  await expect(work.store([own])).rejects.toBeInstanceOf(StaleSession)
  expect(replica.memory.state.cursor.position).toBe(0)
})

it('T5 a tab that led before cuts no batch that the tab after it knows nothing of', async () => {
  const stores = createMemoryStores()
  const before = await openTab(stores)
  await before.work.greet()
  const after = await openTab(stores)
  await after.work.greet()
  await type(after.replica)
  await expect(before.work.cut(...limits)).rejects.toBeInstanceOf(StaleSession)
  expect(await after.work.cut(...limits)).toMatchObject({ type: 'cut', batch: { batch: 1 } })
})

it('E5 a copy whose replica was replaced becomes another device, a tab whose store was renewed does not', async () => {
  const stores = createMemoryStores()
  const before = await openTab(stores)
  await before.work.greet()
  const after = await openTab(stores)
  await after.work.greet()
  await after.work.renew('replica-rewound')
  await expect(before.work.renew('replica-replaced')).rejects.toBeInstanceOf(StaleSession)
  expect(before.others).toEqual([])
  const copy = await openTab(createMemoryStores())
  await copy.work.greet()
  expect(await copy.work.renew('replica-replaced')).toEqual({ type: 'renewed' })
  expect(copy.others).toHaveLength(1)
})
