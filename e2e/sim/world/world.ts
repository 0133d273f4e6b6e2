// A seeded world: one relay over a disk, machines with tabs over stores, guests, a network between them, and oracles.

import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { openRelay, type Relay } from '@weft/relay'
import type { GuestClient } from '../clients/guest-client.js'
import type { NextVersionDevice } from '../clients/next-version-device.js'
import { createLife, type Life } from '../devices/life.js'
import { createMachine, type Machine } from '../devices/machine.js'
import { type DiskLog, openDiskLog } from '../disk/disk-log.js'
import { createRelayDisk, type DiskRecord, type RelayDisk } from '../disk/relay-disk.js'
import { createNetwork, type Network, type Place } from '../network/network.js'
import { createLedger, type Ledger } from '../oracles/ledger.js'
import { createGuestOracle } from '../oracles/on-guests.js'
import { createWireOracle, type WireOracle } from '../oracles/on-the-wire.js'
import { createJudge, type Judge } from '../oracles/table.js'
import { createTruth, type Truth } from '../oracles/truth.js'
import { drawSwarm, type NetworkFaults, type Swarm } from './swarm.js'
import { createTally, type Tally } from './tally.js'
import { createTimeline, type Timeline } from './timeline.js'

/** Wall time at which every world begins, ms. */
export const startMs = 1_700_000_000_000

export interface World {
  readonly seed: number
  readonly random: SeededRandom
  readonly swarm: Swarm
  readonly timeline: Timeline
  readonly tally: Tally
  readonly judge: Judge
  readonly disk: RelayDisk
  readonly network: Network
  networkFaults: NetworkFaults
  readonly machines: Machine[]
  readonly guests: GuestClient[]
  nextVersion: NextVersionDevice | undefined
  readonly placed: Map<Place, Machine>
  readonly ledger: Ledger
  readonly truth: Truth
  readonly wire: WireOracle
  /** As of which generation of the disk a machine was welcomed to a space. */
  readonly welcomed: Map<string, number>
  /** What was taken back from under the devices: then less can be asked of what screens say of others. */
  readonly unmade: Set<'store' | 'disk'>
  /** The log of the relay that runs, or ran last. */
  readonly log: DiskLog
  readonly relay: Relay | undefined
  startRelay(): Promise<void>
  /** Asks it to stop, as a deploy does, and waits for that. */
  stopRelay(): Promise<void>
  /** The process dies with its connections; the disk keeps what was synced, and perhaps more. */
  killRelay(): void
  restoreDisk(copy: readonly DiskRecord[], as: 'same-epoch' | 'new-epoch'): Promise<void>
  /** Work of a tab needs time to pass; a killed tab's work may never end, and then neither does this, but with an error. */
  whileTimePasses<T>(work: Promise<T>): Promise<T>
  /** The same for work that may fail, or be cut off by a death. */
  attempt<T>(work: Promise<T>): Promise<T | undefined>
}

const mostWaitMs = 60_000

/** What stands outside a world. */
export interface Surroundings {
  /** Told of the world's time before anything runs in it. */
  readonly seal: (timeline: Timeline, seed: number) => void
  /** Hears of all that happens, with the time. */
  readonly tell?: (elapsedMs: number, text: string, bytes?: Uint8Array) => void
}

export async function createWorld(seed: number, { seal, tell }: Surroundings): Promise<World> {
  const random = createSeededRandom(seed)
  const swarm = drawSwarm(random.fork())
  const timeline = createTimeline()
  seal(timeline, seed)
  const tally = createTally(tell && ((text, bytes) => tell(timeline.elapsed(), text, bytes)))
  const disk = createRelayDisk(timeline, random.fork(), tally)
  const relayRandom = random.fork()
  let log: DiskLog = await openDiskLog(disk, relayRandom)
  let relay: Relay | undefined
  let relayLife: Life | undefined

  const settled = async <T>(work: Promise<T>): Promise<{ value?: T; error?: unknown } | undefined> => {
    let result: { value?: T; error?: unknown } | undefined
    work.then(
      (value) => {
        result = { value }
      },
      (error: unknown) => {
        result = { error }
      }
    )
    await timeline.passUntil(() => result !== undefined, mostWaitMs)
    return result
  }

  const world: World = {
    seed,
    random,
    swarm,
    timeline,
    tally,
    judge: createJudge(tally),
    disk,
    network: undefined as never,
    networkFaults: swarm.network,
    machines: [],
    guests: [],
    nextVersion: undefined,
    placed: new Map(),
    ledger: createLedger(),
    truth: createTruth(() => log.memory),
    wire: undefined as never,
    welcomed: new Map(),
    unmade: new Set(),
    get log() {
      return log
    },
    get relay() {
      return relay
    },
    startRelay: async () => {
      if (relay) return
      log.die()
      log = await openDiskLog(disk, relayRandom)
      relayLife = createLife(timeline, startMs, { offsetMs: 0 })
      relay = openRelay({ log, clock: relayLife.clock, random: relayRandom, fold: swarm.fold })
    },
    stopRelay: async () => {
      if (!relay) return
      await settled(relay.close())
      world.killRelay()
    },
    killRelay: () => {
      if (!relay) return
      relay = undefined
      relayLife?.kill()
      log.die()
      disk.loseUnsynced()
      world.network.cutAll()
    },
    restoreDisk: async (copy, as) => {
      world.killRelay()
      disk.restore(copy, as)
      world.unmade.add('disk')
      world.wire.forget()
      log = await openDiskLog(disk, relayRandom)
      world.truth.forget()
    },
    whileTimePasses: async (work) => {
      const result = await settled(work)
      if (!result) throw new Error(`C4 work that did not end in ${mostWaitMs} ms`)
      if ('error' in result) throw result.error
      return result.value as never
    },
    attempt: async (work) => (await settled(work))?.value
  }
  const surroundings = { timeline, random: random.fork(), tally, faults: () => world.networkFaults }
  const wire = createWireOracle(world)
  const network = createNetwork(surroundings, () => relay, { weft: wire, guest: createGuestOracle(world) })
  Object.assign(world, { wire, network })
  disk.syncMs = swarm.disk.syncMs
  for (let index = 0; index < swarm.devices; index++)
    world.machines.push(createMachine(world, `machine ${index}`))
  return world
}
