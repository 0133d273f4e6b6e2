// A day of one person's typing: what it takes on the disk, in the size of Yjs's own encoding of the document.

import { join } from 'node:path'
import { systemClock, systemRandom } from '@weft/base'
import { openSqliteLog } from '@weft/log-sqlite'
import * as Y from 'yjs'
import { openClient } from '../clients/open-client.js'
import { NotWhatWasSent } from '../clients/readers.js'
import { generateTrace } from '../documents/generate-trace.js'
import { replayTrace } from '../documents/replay-trace.js'
import { expectDocument } from './expect-document.js'
import { beginningOf } from './large-document.js'
import { passed, type Scenario, scaled, type World } from './scenario.js'
import { folderBytes, pageBytesInUse, storeIsQuiet } from './store-size.js'

const document = 'n/large'
const space = 'bench'
const edits = 260_000
/**
 * Gathered into a batch: a second of typing. Two traces with times in ms, json-crdt-patch and json-crdt-blog-post, have
 * 3.7 and 4.7 edits in each second in which anything was typed.
 */
const editsInBatch = 5
/** On the way at most, to servers that have a word for what is stored. */
const inFlight = 8
/** Below what the relay takes from a device in a second, 2,000 frames. */
const sentAtOnce = 15
const restMs = 10

export const storedSize: Scenario = {
  name: 'stored-size',
  title: 'a day of one person’s typing, 260,000 edits, stored and compacted',
  figures: {
    snapshot: { unit: 'snapshot, in Yjs’s own size', better: 'less', digits: 2 },
    store: { unit: 'files, entries kept, in Yjs’s own size', better: 'less', digits: 2 },
    trimmed: { unit: 'pages in use, entries let go, in Yjs’s own size', better: 'less', digits: 2 },
    trimmedFiles: { unit: 'files, entries let go, in Yjs’s own size', better: 'less', digits: 2 }
  },
  suits: ({ stores }) => stores,
  run: async (world) => {
    const { updates, state, text } = world.replay
      ? beginningOf(world.replay, world)
      : replayTrace(generateTrace(scaled(edits, world)))
    await typeDay(world, updates)
    const sizes: Record<string, number> = {}
    if (isWeft(world)) {
      sizes.snapshot = await foldLog(world.folder, null)
      sizes.store = await folderBytes(world.folder)
      await expectFromStore(world, text, 'first')
      await foldLog(world.folder, systemClock.now() + 1)
      sizes.trimmed = pageBytesInUse(join(world.folder, 'weft.db'))
      sizes.trimmedFiles = await folderBytes(world.folder)
    } else sizes.store = await folderBytes(world.folder)
    await expectFromStore(world, text, 'second')
    return Object.fromEntries(Object.entries(sizes).map(([name, bytes]) => [name, bytes / state.length]))
  }
}

/** By any of its endpoints, its folder holds a log. */
const isWeft = ({ server }: World): boolean => !server.isPeer

/** Sent as a device sends it, to a server that is started for it and ended in peace. */
async function typeDay({ server, scope, folder }: World, updates: readonly Uint8Array[]): Promise<void> {
  const { dialect } = server
  const running = await server.start(scope, folder)
  const base = { url: running.url, document, space, name: 'author' }
  let stored = 0
  let wake = (): void => undefined
  const onStored = (count: number): void => {
    stored = count
    wake()
  }
  const writer = await openClient(dialect, { ...base, onStored })
  const batches = Math.ceil(updates.length / editsInBatch)
  const storedIs = async (least: number): Promise<void> => {
    while (stored < least) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  for (let batch = 0; batch < batches; batch++) {
    if (batch % sentAtOnce === 0) await passed(restMs)
    if (dialect !== 'yjs') await storedIs(batch - inFlight + 1)
    const gathered = updates.slice(batch * editsInBatch, (batch + 1) * editsInBatch)
    writer.send([Y.mergeUpdates(gathered)])
  }
  if (dialect !== 'yjs') await storedIs(batches)
  await storeIsQuiet(folder)
  const { place } = writer
  writer.close()
  // The next morning: it says what was acknowledged, and the relay needs to know that no longer.
  if (place) (await openClient(dialect, { ...base, back: { state: new Uint8Array(), place } })).close()
  await passed(500)
  await running.stop()
}

/** As the relay does beside its work, and slowly by the clock. Returns the snapshot's bytes. */
async function foldLog(folder: string, deleteBefore: number | null): Promise<number> {
  const log = await openSqliteLog({ folder, clock: systemClock, random: systemRandom })
  try {
    await log.fold({ space, minEntries: 1, deleteBefore })
    const found = await log.readDocument(space, document)
    if (!found?.snapshot) throw new NotWhatWasSent('there is no snapshot')
    return found.snapshot.payload.length
  } finally {
    await log.close()
  }
}

/** A client that has nothing, from a server that was just started. */
async function expectFromStore({ server, scope, folder }: World, text: string, name: string): Promise<void> {
  const { url, stop } = await server.start(scope, folder)
  await expectDocument(server.dialect, { scope, url, document, space, name }, text)
  await stop()
}
