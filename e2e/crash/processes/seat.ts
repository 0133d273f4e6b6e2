// A place for a writer: its store, its own bad network to the relay, and the processes that took it one after the other.

import type { Scope } from '@weft/base'
import type { SeededRandom } from '@weft/base/testing'
import { type BadNetwork, openBadNetwork } from '../../lib/bad-network.js'
import { makeFolder } from '../../lib/folders.js'
import { spaceName } from '../../lib/node-device.js'
import { startWriter, type Writer, type WriterKind } from './writer.js'

export const documentName = 'n/shared'

export interface Seat {
  readonly kind: WriterKind
  readonly folder: string
  readonly network: BadNetwork
  /** The last of them runs. */
  readonly writers: Writer[]
}

const everyMs = 30

/** All of them begin to edit. */
export async function fillSeats(
  scope: Scope,
  kinds: readonly WriterKind[],
  names: string,
  port: number,
  random: SeededRandom
): Promise<Seat[]> {
  return Promise.all(
    kinds.map(async (kind, index) => {
      const folder = await makeFolder(scope, kind)
      const seat: Seat = { kind, folder, network: await openBadNetwork(scope, port), writers: [] }
      await takeSeat(scope, seat, `${names}${kind[0]}${index}`, random)
      return seat
    })
  )
}

async function takeSeat(scope: Scope, seat: Seat, name: string, random: SeededRandom): Promise<void> {
  const { kind, folder, network, writers } = seat
  const seed = random.below(2 ** 31)
  const place = { kind, url: network.url, folder, space: spaceName, document: documentName }
  const writer = await startWriter(scope, { ...place, name: `${name}.${writers.length}`, seed, everyMs })
  writers.push(writer)
  writer.tell('edit')
}

export const writerOf = ({ writers }: Seat): Writer => writers.at(-1)!

export const pause = (random: SeededRandom, mostMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, random.float() * mostMs))

type Trouble = (seat: Seat, random: SeededRandom, scope: Scope) => Promise<void>

/** What happens to people's connections and processes. Afterwards the seat is connected, or about to be. */
const troubles: Readonly<Record<string, Trouble>> = {
  leave: async (seat, random) => {
    writerOf(seat).tell('disconnect')
    await pause(random, 400)
  },
  cut: async ({ network }) => network.cut(),
  refuse: async ({ network }, random) => {
    network.refuse()
    await pause(random, 400)
  },
  /** What the relay stored in the meantime is never confirmed. */
  deafen: async ({ network }, random) => {
    network.holdDown()
    await pause(random, 300)
    network.cut()
  },
  silence: async ({ network }, random) => {
    network.holdUp()
    await pause(random, 300)
    if (random.chance(0.5)) network.cut()
  },
  crash: async (seat, random, scope) => {
    const { name } = writerOf(seat)
    await writerOf(seat).kill()
    await takeSeat(scope, seat, name.slice(0, name.lastIndexOf('.')), random)
  }
}

export async function trouble(seat: Seat, random: SeededRandom, scope: Scope): Promise<void> {
  await troubles[random.pick(Object.keys(troubles))]!(seat, random, scope)
  seat.network.allow()
  seat.network.release()
  writerOf(seat).tell('connect')
}
