// A device made of signals: a test says what each of them shows, and sees what was opened and closed.

import { createSignal, type WritableSignal } from '@weft/base'
import type {
  Device,
  DeviceStatus,
  DocumentListItem,
  DocumentStatus,
  JournalLine,
  LinkState,
  Metered,
  Networks,
  OpenDocument,
  Persistence,
  SetAsideItem,
  Space,
  SpaceStatus
} from '@weft/client'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

export const noCounts = {
  unsaved: 0,
  waiting: 0,
  waitingDocuments: 0,
  waitingSince: null,
  setAside: 0,
  devicesBehind: 0,
  otherDevices: 0
}

export const upToDate: SpaceStatus = { kind: 'up-to-date', asOf: 1000, counts: noCounts }

export interface FakeSpace extends Space<string> {
  readonly status: WritableSignal<SpaceStatus>
  readonly devices: WritableSignal<readonly DeviceStatus[]>
  readonly documents: WritableSignal<readonly DocumentListItem<string>[]>
  readonly setAside: WritableSignal<readonly SetAsideItem[]>
  lines: readonly JournalLine[]
}

export interface FakeDevice extends Device {
  /** What was opened and closed, in order, such as "open notes", "close notes/page". */
  readonly events: string[]
  /** The next openings of this thing fail. */
  readonly failing: Map<string, Error>
  readonly spaces: Map<string, FakeSpace>
}

export function createFakeDevice(): FakeDevice {
  const events: string[] = []
  const failing = new Map<string, Error>()
  const spaces = new Map<string, FakeSpace>()
  const begin = async (what: string): Promise<void> => {
    await Promise.resolve()
    const error = failing.get(what)
    if (error) throw error
    events.push(`open ${what}`)
  }
  const end = async (what: string): Promise<void> => {
    events.push(`close ${what}`)
    await Promise.resolve()
  }
  return {
    id: 'device-a',
    events,
    failing,
    spaces,
    name: createSignal('A'),
    rename: async () => {},
    relay: createSignal(null),
    connect: async () => {},
    disconnect: async () => {},
    networks: createSignal<Networks>('any'),
    allowNetworks: async () => {},
    metered: createSignal<Metered>('unknown'),
    time: { now: () => 0, relayAheadMs: () => null, subscribe: () => () => undefined },
    link: createSignal<LinkState>({ kind: 'unpaired' }),
    retry: () => {},
    close: () => end('device'),
    openSpace: async <S>(name: string) => {
      await begin(name)
      const space = createFakeSpace(name, begin, end)
      spaces.set(name, space)
      return space as Space<unknown> as Space<S>
    }
  }
}

function createFakeSpace(
  name: string,
  begin: (what: string) => Promise<void>,
  end: (what: string) => Promise<void>
): FakeSpace {
  return {
    name,
    lines: [],
    documents: createSignal<readonly DocumentListItem<string>[]>([]),
    status: createSignal<SpaceStatus>(upToDate),
    devices: createSignal<readonly DeviceStatus[]>([]),
    setAside: createSignal<readonly SetAsideItem[]>([]),
    persistence: createSignal<Persistence>('unknown'),
    askPersistence: async () => 'unknown',
    adopt: async () => 'already-held',
    openDocument: async (id) => {
      await begin(`${name}/${id}`)
      return createFakeDocument(id, () => end(`${name}/${id}`))
    },
    // A new signal at each call, as a client may do.
    documentStatus: (id) =>
      createSignal<DocumentStatus>({
        unsaved: 0,
        waiting: id.length,
        setAside: 0,
        relayed: false,
        onDevices: null,
        otherDevices: 0
      }),
    forgetDevice: async () => {},
    discardSetAside: async () => {},
    retrySetAside: async () => {},
    async journal(limit) {
      return this.lines.slice(0, limit)
    },
    flush: async () => {},
    close: () => end(name)
  }
}

function createFakeDocument(id: string, close: () => Promise<void>): OpenDocument {
  const ydoc = new Y.Doc()
  const awareness = new Awareness(ydoc)
  return {
    id,
    ydoc,
    awareness,
    close: async () => {
      ydoc.destroy()
      await close()
    }
  }
}
