// Makes a seeded world: one relay over a disk, machines with tabs over stores, guests, a network between them, oracles.

import { createSeededRandom } from '@weft/base/testing'
import { openRelay, type Relay } from '@weft/relay'
import { createLife, type Life } from '../devices/life.js'
import { createMachine } from '../devices/machine.js'
import { type DiskLog, openDiskLog } from '../disk/disk-log.js'
import { createRelayDisk } from '../disk/relay-disk.js'
import { createNetwork } from '../network/network.js'
import { createLedger } from '../oracles/ledger.js'
import { createGuestOracle } from '../oracles/on-guests.js'
import { createWireOracle } from '../oracles/on-the-wire.js'
import { createJudge } from '../oracles/table.js'
import { createTruth } from '../oracles/truth.js'
import { createTypedLedger } from '../oracles/typed-ledger.js'
import { drawSwarm } from './swarm.js'
import { createTally } from './tally.js'
import { createTimeline } from './timeline.js'
import { type Surroundings, startMs, type World } from './world.js'

const mostWaitMs = 60_000

export async function createWorld(
  seed: number,
  { seal, swarm: given, tell, typed = false }: Surroundings
): Promise<World> {
  const random = createSeededRandom(seed)
  const drawn = drawSwarm(random.fork())
  const swarm = given ?? drawn
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
    typed: typed ? createTypedLedger() : undefined,
    truth: createTruth(() => log.memory),
    wire: undefined as never,
    welcomed: new Map(),
    unmade: new Set(),
    refusable: new Set(),
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
