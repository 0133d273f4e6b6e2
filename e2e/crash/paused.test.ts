// A relay and devices that stand still in the middle of work, as a machine that sleeps or swaps does, and then go on.

import { rm } from 'node:fs/promises'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { entriesOf, receiptsWithout, structsTwice } from '../lib/log-entries.js'
import { openNodeDevice } from '../lib/node-device.js'
import { type RelayProcess, startRelay } from '../lib/relay-process.js'
import { rigWorlds } from '../lib/rounds.js'
import { tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { lookFresh } from './processes/look.js'
import { type Pushers, startPushers } from './processes/pushers.js'
import { startTypist, type Typist } from './processes/typist.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

interface World {
  readonly data: string
  readonly random: SeededRandom
  readonly folders: readonly string[]
  readonly typists: readonly Typist[]
  readonly pushers: Pushers
  relay: RelayProcess
}

async function openWorld(seed: number): Promise<World> {
  const data = await makeFolder(scope, 'relay')
  const relay = await startRelay(scope, { data })
  const { url } = relay
  const folders = [await makeFolder(scope, 'a'), await makeFolder(scope, 'b')]
  const typists = await Promise.all(
    ['a', 'b'].map((name, index) =>
      startTypist(scope, {
        ...{ url, folder: folders[index]!, name, documents: ['n/shared', `n/${name}`], everyMs: 10 }
      })
    )
  )
  const pushers = startPushers(scope, { url, name: 'p', devices: 2 })
  return { data, random: createSeededRandom(seed), folders, typists, pushers, relay }
}

/** Everybody is shown something new as sent. */
async function untilNews({ typists, pushers }: World, what: string): Promise<void> {
  const before = [...typists.map(({ receipts }) => receipts), pushers.receipts.length]
  await untilTrue(() => {
    const now = [...typists.map(({ receipts }) => receipts), pushers.receipts.length]
    return now.every((count, index) => count > before[index]!)
  }, what)
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

for (const { seed, kills, timeoutMs } of rigWorlds(3)) {
  it(
    `B1 what was sent is there after pauses of relay and devices, and after a kill of a relay that stands still (seed ${seed})`,
    () =>
      tallied('paused', seed, async (tally) => {
        const world = await openWorld(seed)
        const { random, typists, pushers, data } = world
        for (let round = 0; round < kills; round++) {
          await untilNews(world, `receipts in round ${round}`)
          for (const process of [random.pick(typists), world.relay]) {
            await sleep(random.float() * 100)
            process.pause()
            await sleep(random.float() * 700)
            process.resume()
          }
          await untilNews(world, `receipts after the pauses of round ${round}`)
          await sleep(random.float() * 50)
          world.relay.pause()
          await sleep(random.float() * 300)
          const { port } = world.relay
          await world.relay.kill()
          tally.kills += 1
          world.relay = await startRelay(scope, { data, port })
          for (const typist of typists) typist.retry()
        }
        await untilNews(world, 'receipts at the end')
        await Promise.all(typists.map((typist) => typist.kill()))
        tally.kills += typists.length
        for (const folder of world.folders) await rm(folder, { recursive: true })
        await pushers.stop()
        await lookFresh(scope, world.relay.url, typists, `seed ${seed}`, tally)
        await world.relay.stop()
        const entries = await entriesOf(data)
        expect(receiptsWithout(entries, pushers.receipts)).toEqual([])
        tally.receipts += pushers.receipts.length
        expect(structsTwice(entries)).toEqual([])
      }),
    timeoutMs
  )
}

/** Longer than either side waits for a sign of life: 50 s for the relay, 80 s for a device. */
const pausedMs = { relay: 55_000, device: 90_000 }

it.skipIf(process.env.WEFT_LONG === undefined)(
  'C3 a pause that is longer than the heartbeat of either side costs nothing but time (WEFT_LONG=1)',
  () =>
    tallied('long-pause', 0, async (tally) => {
      const world = await openWorld(0)
      const { typists, pushers, data, relay } = world
      const [sleeper, onlooker] = typists as [Typist, Typist]
      await untilNews(world, 'first receipts')
      relay.pause()
      await sleep(pausedMs.relay)
      relay.resume()
      for (const typist of typists) typist.retry()
      await untilNews(world, 'receipts after the relay stood still')

      const watch = await openNodeDevice(scope, { url: relay.url, name: 'Watch' })
      const isThere = (): boolean | undefined =>
        watch.space.devices.get().find(({ name }) => name === sleeper.name)?.online
      await untilTrue(() => isThere() === true, 'the row of a device that is connected')
      sleeper.pause()
      await sleep(pausedMs.device)
      // Those who are there see that it is not.
      expect(isThere()).toBe(false)
      sleeper.resume()
      sleeper.retry()
      await untilNews(world, 'receipts after a device stood still')
      await untilTrue(() => isThere() === true, 'the row of a device that came back')
      expect(watch.space.devices.get().filter(({ name }) => name === sleeper.name)).toHaveLength(1)

      await watch.close()
      await Promise.all([sleeper.kill(), onlooker.kill()])
      tally.kills += 2
      await pushers.stop()
      await lookFresh(scope, relay.url, typists, 'long pause', tally)
      await relay.stop()
      const entries = await entriesOf(data)
      expect(receiptsWithout(entries, pushers.receipts)).toEqual([])
      tally.receipts += pushers.receipts.length
      expect(structsTwice(entries)).toEqual([])
    }),
  400_000
)
