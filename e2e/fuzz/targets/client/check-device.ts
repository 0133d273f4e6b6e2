// When a hostile relay is gone: all that was typed is still on the device, and on the honest relay or set aside and shown.

import { type Device, DocumentError, type Space, type StoreProvider, type Transport } from '@weft/client'
import type { Log } from '@weft/relay/log'
import * as Y from 'yjs'
import type { Report } from '../../run/target.js'
import { checkLog } from '../../worlds/check-log.js'
import type { FuzzTime } from '../../worlds/time.js'
import { space as spaceName } from '../../worlds/witness.js'

/** An edit, by the clock that its client id had reached with it. */
export interface Typed {
  readonly document: string
  readonly client: number
  readonly clock: number
}

export interface CheckedDevice {
  readonly space: Space
  readonly stores: StoreProvider
  readonly open: (name: string, way: Transport, at: StoreProvider) => Promise<Device>
  readonly time: FuzzTime
  /** The honest relay's. */
  readonly log: Log
  readonly typed: readonly Typed[]
  readonly report: Report
  /** The relay made up content. Then what was typed may lean on what nobody wrote, and wait for it for ever. */
  readonly isForged: boolean
}

/** The others mostly say the same. */
const mostProblems = 3

export async function checkDevice(device: CheckedDevice): Promise<string[]> {
  const { space, log, typed, report, isForged } = device
  const { counts, ...state } = space.status.get()
  const kind = JSON.stringify(state)
  const problems =
    counts.unsaved > 0 ? [`${counts.unsaved} edits are not saved, and the space is ${kind}`] : []
  const { docs, problems: inLog } = await checkLog(log, report)
  problems.push(...inLog)
  const setAside = new Set(space.setAside.get().map(({ document }) => document))
  const stored = await readStored(device)
  for (const { document, client, clock } of last(typed)) {
    const doc = stored.get(document)
    // It could not be opened, and said so (D4).
    if (doc === 'unreadable') report.known('a document that cannot be opened')
    else if (isForged && (doc?.get(client) ?? 0) < clock)
      report.known('content that leans on what was forged')
    else if ((doc?.get(client) ?? 0) < clock)
      problems.push(`${document} lost what ${client} typed to ${clock}`)
    const logged = docs.get(`${spaceName} ${document}`)
    if (logged && (clocksOf(logged).get(client) ?? 0) >= clock) report.answer('accepted')
    else if (setAside.has(document)) report.known('a document set aside')
    else if (isForged) report.known('content that leans on what was forged')
    else
      problems.push(`${document}: the relay lacks what ${client} typed to ${clock}, and the space is ${kind}`)
  }
  if (problems.length === 0) return []
  const journal = (await space.journal(8)).map((line) => JSON.stringify(line))
  return [...problems.slice(0, mostProblems), `${problems.length} in all`, ...journal]
}

/** Of each client id in each document the last edit: it stands after the others. */
function last(typed: readonly Typed[]): Iterable<Typed> {
  const byClient = new Map<string, Typed>()
  for (const one of typed) byClient.set(`${one.client} ${one.document}`, one)
  return byClient.values()
}

type Clocks = ReadonlyMap<number, number>

const clocksOf = (doc: Y.Doc): Clocks => Y.decodeStateVector(Y.encodeStateVector(doc))

const nowhere: Transport = {
  connect: () => ({ send: () => undefined, bufferedBytes: () => 0, close: () => undefined })
}

/** What a device that starts afresh finds in the store. */
async function readStored({
  stores,
  open,
  time,
  typed
}: CheckedDevice): Promise<Map<string, Clocks | 'unreadable'>> {
  const found = new Map<string, Clocks | 'unreadable'>()
  const device = await open('Ana again', nowhere, stores)
  const space = await device.openSpace(spaceName)
  for (const document of new Set(typed.map((one) => one.document))) {
    try {
      const { ydoc, awareness } = await space.openDocument(document)
      found.set(document, clocksOf(ydoc))
      awareness.destroy()
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error
      found.set(document, 'unreadable')
    }
  }
  const closing = device.close()
  await time.pass(1_000)
  await closing
  return found
}
