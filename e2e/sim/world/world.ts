// A seeded world as its parts and oracles see it.

import type { SeededRandom } from '@weft/base/testing'
import type { Relay } from '@weft/relay'
import type { DiskLog } from '../disk/disk-log.js'
import type { DiskRecord } from '../disk/disk-record.js'
import type { RelayDisk } from '../disk/relay-disk.js'
import type { Network, Place } from '../network/network.js'
import type { Ledger } from '../oracles/ledger.js'
import type { Judge } from '../oracles/table.js'
import type { Truth } from '../oracles/truth.js'
import type { TypedLedger } from '../oracles/typed-ledger.js'
import type { GuestClient, Machine, NextVersionDevice, WireOracle } from './cast.js'
import type { NetworkFaults, Swarm } from './swarm.js'
import type { Tally } from './tally.js'
import type { Timeline } from './timeline.js'

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
  /** Where people edit typed fields too. */
  readonly typed: TypedLedger | undefined
  readonly truth: Truth
  readonly wire: WireOracle
  /** As of which generation of the disk a machine was welcomed to a space. */
  readonly welcomed: Map<string, number>
  /** What was taken back from under the devices: then less can be asked of what screens say of others. */
  readonly unmade: Set<'store' | 'disk'>
  /** Machines that saved an edit which the relay refuses. */
  readonly refusable: Set<Machine>
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

/** What stands outside a world. */
export interface Surroundings {
  /** Told of the world's time before anything runs in it. */
  readonly seal: (timeline: Timeline, seed: number) => void
  /** People edit typed fields too. */
  readonly typed?: boolean
  /** Instead of what the seed drew. */
  readonly swarm?: Swarm
  /** Hears of all that happens, with the time. */
  readonly tell?: (elapsedMs: number, text: string, bytes?: Uint8Array) => void
}
