// A seeded world: one relay over a log that survives it, devices with tabs over stores that survive them.

import { createFakeClock, createSeededRandom, type FakeClock, type SeededRandom } from '@weft/base/testing'
import {
  createMemoryStores,
  type Device,
  type OpenDocument,
  openDevice,
  type Space,
  type StoreProvider
} from '@weft/client'
import { createTabGroup, type FakeTab } from '@weft/client/testing'
import { openRelay, type Relay } from '@weft/relay'
import { createMemoryLog, type Log } from '@weft/relay/log'
import * as Y from 'yjs'
import { type Life, mortalClock, mortalStores } from './mortal.js'
import { createNetwork, type Network } from './network.js'

export interface World {
  readonly seed: number
  readonly clock: FakeClock
  readonly random: SeededRandom
  readonly network: Network
  readonly log: Log
  readonly machines: SimMachine[]
  /** What was done, to show that a run did something. */
  readonly done: Record<string, number>
  addMachine(name: string): SimMachine
  /** The process dies with its connections; the log stays. */
  stopRelay(): void
  startRelay(options?: { readonly retentionMs?: number | null }): void
  readonly isRelayUp: boolean
  /** Lets `ms` pass, with everything that falls due. */
  pass(ms: number): Promise<void>
}

export interface SimMachine {
  readonly name: string
  readonly stores: StoreProvider
  isUp: boolean
  storeFaults: number
  readonly tabs: SimTab[]
  openTab(): Promise<SimTab | undefined>
  /** All tabs die at once, as when the browser is killed. */
  kill(): void
}

export interface SimTab {
  readonly machine: SimMachine
  readonly device: Device
  readonly space: Space
  readonly documents: Map<string, OpenDocument>
  readonly isAlive: boolean
  kill(): void
  edit(document: string): Promise<void>
}

export const spaceName = 'notes'

export function createWorld(seed: number): World {
  const random = createSeededRandom(seed)
  const clock = createFakeClock()
  const log = createMemoryLog({ random: random.fork() })
  const done: Record<string, number> = {}
  let relay: Relay | undefined
  const relayRandom = random.fork()
  const network = createNetwork(clock, random.fork(), () => relay?.accept)
  const count = (what: string): void => {
    done[what] = (done[what] ?? 0) + 1
  }

  const drain = async (): Promise<void> => {
    // Stores and logs answer by promises alone; a few turns of the loop run them all.
    for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
  }

  const world: World = {
    seed,
    clock,
    random,
    network,
    log,
    machines: [],
    done,
    addMachine: (name) => {
      const machine = createMachine(world, name, count)
      world.machines.push(machine)
      return machine
    },
    stopRelay: () => {
      if (!relay) return
      count('relay stopped')
      relay = undefined
      network.cutAll()
    },
    startRelay: ({ retentionMs = null } = {}) => {
      relay ??= openRelay({
        log,
        clock,
        random: relayRandom,
        fold: { retentionMs, minEntries: 10, afterEntries: 50 }
      })
    },
    get isRelayUp() {
      return relay !== undefined
    },
    pass: async (ms) => {
      const end = clock.monotonic() + ms
      await drain()
      let steps = 0
      for (let due = clock.nextDue(); due !== undefined && due <= end; due = clock.nextDue()) {
        clock.advance(Math.max(0, due - clock.monotonic()))
        await drain()
        // Work that never ends is a finding too.
        if (++steps > 20_000) throw new Error(`seed ${seed}: ${steps} timers in ${ms} ms`)
      }
      clock.advance(Math.max(0, end - clock.monotonic()))
      await drain()
    }
  }
  return world
}

function createMachine(world: World, name: string, count: (what: string) => void): SimMachine {
  const { clock, random } = world
  const stores = createMemoryStores()
  const group = createTabGroup((action) => {
    clock.after(1, action)
  })
  const machine: SimMachine = {
    name,
    stores,
    isUp: true,
    storeFaults: 0,
    tabs: [],
    openTab: () => openTab(world, machine, group.open(), count),
    kill: () => {
      count('machine killed')
      for (const tab of [...machine.tabs]) tab.kill()
    }
  }
  void random
  return machine
}

async function openTab(
  world: World,
  machine: SimMachine,
  fake: FakeTab,
  count: (what: string) => void
): Promise<SimTab | undefined> {
  const random = world.random.fork()
  const life: Life = {
    isAlive: true,
    get storeFaults() {
      return machine.storeFaults
    },
    set storeFaults(_) {
      throw new Error('faults are the machine’s')
    }
  }
  const clock = mortalClock(world.clock, life)
  const place = {
    get isUp() {
      return life.isAlive && machine.isUp
    },
    set isUp(_: boolean) {
      throw new Error('the machine is up or down')
    },
    clock
  }
  let device: Device
  let space: Space
  try {
    const opening = openDevice({
      stores: mortalStores(machine.stores, life, random.fork(), () => count('store fault')),
      name: machine.name,
      tabs: fake.tabs,
      transport: world.network.transport(place),
      clock,
      random,
      relay: { url: 'http://relay.test' }
    })
    device = await opening
    space = await device.openSpace(spaceName)
  } catch {
    // The store could not be opened: shown to the person, who opens the tab again.
    life.isAlive = false
    fake.kill()
    count('tab could not open')
    return undefined
  }
  const documents = new Map<string, OpenDocument>()
  const tab: SimTab = {
    machine,
    device,
    space,
    documents,
    get isAlive() {
      return life.isAlive
    },
    kill: () => {
      life.isAlive = false
      fake.kill()
      machine.tabs.splice(machine.tabs.indexOf(tab), 1)
      for (const document of documents.values()) document.awareness.destroy()
      count('tab killed')
    },
    edit: async (id) => {
      let document = documents.get(id)
      if (!document) {
        document = await space.openDocument(id)
        documents.set(id, document)
      }
      editOnce(document.ydoc, random)
      count('edit')
    }
  }
  machine.tabs.push(tab)
  return tab
}

function editOnce(ydoc: Y.Doc, random: SeededRandom): void {
  const text = ydoc.getText('text')
  const choice = random.float()
  if (choice < 0.6 || text.length === 0)
    text.insert(random.below(text.length + 1), random.pick(['a', 'bc', 'def ']))
  else if (choice < 0.85) {
    const at = random.below(text.length)
    text.delete(at, Math.min(1 + random.below(4), text.length - at))
  } else ydoc.getMap('meta').set(random.pick(['title', 'pin']), random.below(100))
}

/** What a document is, for comparing: its content, its clocks, and its deletions. */
export function fingerprint(ydoc: Y.Doc): string {
  const { structs, ds } = Y.decodeUpdate(Y.encodeStateAsUpdate(ydoc))
  const pending = ydoc.store.pendingStructs !== null || ydoc.store.pendingDs !== null
  return JSON.stringify({
    text: ydoc.getText('text').toString(),
    meta: Object.entries(ydoc.getMap('meta').toJSON()).sort(),
    clocks: [...Y.decodeStateVector(Y.encodeStateVector(ydoc))].sort(([a], [b]) => a - b),
    structs: structs.length > 0,
    deletions: [...ds.clients]
      .map(([client, items]) => [client, items.map(({ clock, len }) => [clock, len])])
      .sort(),
    pending
  })
}
