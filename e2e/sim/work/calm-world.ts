// A world without faults, and what is done in it, counted: frames and bytes on the wire, syncs, store transactions.

import { parseFrame } from '@weft/protocol'
import { sealInto } from '../run/sealed.js'
import type { Machine, SimTab } from '../world/cast.js'
import { createWorld } from '../world/create-world.js'
import { acts, calmNetwork, type Swarm } from '../world/swarm.js'
import type { World } from '../world/world.js'

export const space = 'notes'
const seed = 1

const calm: Omit<Swarm, 'devices'> = {
  ...{ mostTabs: 1, documents: [], spaces: [space], steps: 0, guests: 0, nextVersion: false },
  // Nothing is folded: what that costs depends on what was written long before.
  fold: { minEntries: 1_000_000, afterEntries: 1_000_000, retentionMs: null },
  // A frame arrives in a millisecond, and a sync takes none. A device's store
  // takes a few, as IndexedDB does.
  network: { ...calmNetwork, latencyMs: [1, 1] },
  disk: { syncMs: 0 },
  store: { latencyMs: 4, fail: 0 },
  acts: Object.fromEntries(acts.map((act) => [act, 0])) as Swarm['acts']
}

/** What one device cost: frames by type, wire bytes without what WebSocket adds, and transactions of its store. */
export interface DeviceWork {
  readonly sent: Readonly<Record<string, number>>
  readonly received: Readonly<Record<string, number>>
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly storeWrites: number
}

export interface RelayWork {
  readonly syncs: number
  readonly framesEncoded: number
  readonly logReads: number
  readonly documentsMerged: number
}

export interface CountedWork {
  readonly devices: readonly DeviceWork[]
  readonly relay: RelayWork
}

export interface CalmWorld {
  readonly world: World
  readonly machines: readonly Machine[]
  tab(index: number): SimTab
  open(index: number): Promise<SimTab>
  /** What `act` and the second after it cost; a device that was not there before counts from its first frame. */
  count(act: () => Promise<void>): Promise<CountedWork>
}

export async function openCalmWorld(devices: number): Promise<CalmWorld> {
  const wire = new Map<string, { frames: Record<string, number>; bytes: number }>()
  const taken = (line: string): { frames: Record<string, number>; bytes: number } => {
    const known = wire.get(line) ?? { frames: {}, bytes: 0 }
    wire.set(line, known)
    return known
  }
  const world = await createWorld(seed, {
    seal: sealInto,
    swarm: { ...calm, devices },
    // The network notes each frame under its place and direction.
    tell: (_elapsed, line, bytes) => {
      if (!bytes || !/ (up|down)$/.test(line)) return
      const frame = parseFrame(bytes)
      const type = frame.ok ? frame.value.type : 'unreadable'
      const counted = taken(line)
      counted.frames[type] = (counted.frames[type] ?? 0) + 1
      counted.bytes += bytes.length
    }
  })
  await world.startRelay()
  const { machines } = world

  const relayWork = (): RelayWork => ({
    syncs: world.disk.syncs,
    framesEncoded: world.relay?.counters.framesEncoded ?? 0,
    logReads: world.relay?.counters.logReads ?? 0,
    documentsMerged: world.relay?.counters.documentsMerged ?? 0
  })

  return {
    world,
    machines,
    tab: (index) => machines[index]?.tabs[0] as SimTab,
    open: async (index) => {
      const tab = await world.whileTimePasses((machines[index] as Machine).openTab())
      if (!tab) throw new Error('a tab could not be opened')
      return tab
    },
    count: async (act) => {
      await world.timeline.pass(5_000)
      const storeWrites = machines.map((machine) => machine.stores.writes)
      const before = relayWork()
      wire.clear()
      await act()
      await world.timeline.pass(1_000)
      const after = relayWork()
      return {
        devices: machines.map((machine, index) => {
          const [up, down] = [taken(`${machine.name} up`), taken(`${machine.name} down`)]
          return {
            ...{ sent: up.frames, received: down.frames, bytesSent: up.bytes, bytesReceived: down.bytes },
            storeWrites: machine.stores.writes - (storeWrites[index] ?? 0)
          }
        }),
        relay: {
          syncs: after.syncs - before.syncs,
          framesEncoded: after.framesEncoded - before.framesEncoded,
          logReads: after.logReads - before.logReads,
          documentsMerged: after.documentsMerged - before.documentsMerged
        }
      }
    }
  }
}
