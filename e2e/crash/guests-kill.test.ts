// Clients of other protocols and Weft devices in one document, while connections break and processes are killed.

import { rm } from 'node:fs/promises'
import { createScope, type Scope } from '@weft/base'
import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { entriesOf, structsTwice } from '../lib/log-entries.js'
import { spaceName } from '../lib/node-device.js'
import { type RelayProcess, startRelay } from '../lib/relay-process.js'
import { type Tally, tallied } from '../lib/tally.js'
import { untilTrue } from '../lib/until.js'
import { documentName, fillSeats, pause, type Seat, trouble, writerOf } from './processes/seat.js'
import { differences, missingFrom, untold } from './processes/told.js'
import { type DocumentState, startWriter, type Writer, type WriterKind } from './processes/writer.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

const kinds: readonly WriterKind[] = ['yjs', 'yjs-tabs', 'hocuspocus', 'weft', 'weft']
const readerKinds: readonly WriterKind[] = ['yjs', 'hocuspocus', 'weft']
const kills = 3
const generations = 2

/** WEFT_CRASH_ROUNDS: how many worlds; WEFT_CRASH_SEED: that of the first. */
const rounds = Number(process.env.WEFT_CRASH_ROUNDS ?? 1)
const firstSeed = Number(process.env.WEFT_CRASH_SEED ?? Date.now() % 100_000)
const seeds = Array.from({ length: rounds }, (_, index) => firstSeed + index)

interface World {
  readonly data: string
  readonly random: SeededRandom
  readonly tally: Tally
  relay: RelayProcess
}

async function openWorld(seed: number, tally: Tally): Promise<World> {
  console.log(`seed ${seed}`)
  const data = await makeFolder(scope, 'relay')
  return { data, random: createSeededRandom(seed), tally, relay: await startRelay(scope, { data }) }
}

async function startAgain(world: World): Promise<void> {
  const { port } = world.relay
  world.relay = await startRelay(scope, { data: world.data, port })
}

/** Everybody is shown something new as kept: all are connected, and the relay takes what they send. */
async function untilNews(seats: readonly Seat[]): Promise<void> {
  const before = new Map(seats.map((seat) => [seat, writerOf(seat).kept.size]))
  const behind = (): Writer[] =>
    seats.filter((seat) => writerOf(seat).kept.size <= before.get(seat)!).map(writerOf)
  await untilPatient(
    behind,
    () =>
      `news for ${behind()
        .map(({ name }) => name)
        .join(', ')}`
  )
  // Those that had to rest for it.
  for (const seat of seats) writerOf(seat).tell('edit')
}

/** A device that failed often waits up to 30 s before it tries again (C2), and may be cut off at once. */
const backInMs = 90_000

/**
 * A Hocuspocus provider goes on showing a change as unsynced that deleted something between its step 1 and its step 2,
 * until it connects again (decision 0018): one that waits for long does that.
 */
async function untilPatient(waiting: () => readonly Writer[], what: () => string): Promise<void> {
  let patienceMs = 1_000
  let lookAt = performance.now() + patienceMs
  await untilTrue(
    () => {
      const still = waiting()
      if (performance.now() > lookAt) {
        patienceMs *= 1.5
        lookAt = performance.now() + patienceMs
        // Some clients are shown that all is kept, and never a part: on a busy machine a pause between edits is too short.
        for (const writer of still) writer.tell('rest')
        for (const writer of still.filter(({ kind }) => kind === 'hocuspocus')) comeAgain(writer)
      }
      return still.length === 0
    },
    what,
    backInMs
  )
}

function comeAgain({ name, tell }: Writer): void {
  console.log(`${name} connects again`)
  tell('disconnect')
  tell('connect')
}

/** A good half of them have trouble while the relay dies and comes again. */
async function worstMoment(world: World, seats: readonly Seat[]): Promise<void> {
  const { random } = world
  const troubled = seats.filter(() => random.chance(0.6)).map((seat) => ({ seat, draws: random.fork() }))
  const relayDies = async (): Promise<void> => {
    await pause(random, 300)
    await world.relay.kill()
    world.tally.kills += 1
    await startAgain(world)
  }
  await Promise.all([relayDies(), ...troubled.map(({ seat, draws }) => trouble(seat, draws, scope))])
  for (const seat of seats) writerOf(seat).tell('connect')
}

type Found = { readonly name: string; readonly document: DocumentState; readonly shown: unknown }

const statesOf = (writers: readonly Writer[]): Promise<Found[]> =>
  Promise.all(writers.map(async (writer) => ({ name: writer.name, ...(await writer.state()) })))

/**
 * Resolves with the document when all of them have the same, and everything of it that was told. Fails by what differs
 * or is missing.
 */
async function untilEqual(
  writers: readonly Writer[],
  everybody: readonly Writer[],
  told: 'saved' | 'kept'
): Promise<DocumentState> {
  let found: Found[] = []
  let amiss: string[] = []
  await untilTrue(
    async () => {
      found = await statesOf(writers)
      const missing = found.map(({ name, document }) => ({
        name,
        of: missingFrom(document, everybody, told)
      }))
      amiss = [
        ...differences(found),
        ...missing.flatMap(({ name, of }) => of.slice(0, 5).map((what) => `at ${name} ${what}`))
      ]
      return amiss.length === 0
    },
    () => `equality (${amiss.join('; ')}); they show ${JSON.stringify(found.map(({ shown }) => shown))}`,
    backInMs
  )
  return found[0]!.document
}

const keptBy = (writers: readonly Writer[]): number => writers.reduce((sum, { kept }) => sum + kept.size, 0)

/** One of each kind, with nothing of its own, straight at the relay. */
function startReaders({ relay }: World, name: string): Promise<Writer[]> {
  return Promise.all(
    readerKinds.map(async (kind) => {
      const folder = await makeFolder(scope, kind)
      const place = { kind, url: relay.url, folder, space: spaceName, document: documentName }
      return startWriter(scope, { ...place, name: `${name}-${kind}`, seed: 0, everyMs: 0 })
    })
  )
}

for (const seed of seeds) {
  it(`F4 clients of every kind are equal after broken connections, crashes and kills of the relay (seed ${seed})`, () =>
    tallied('guests-kill', seed, async (tally) => {
      const world = await openWorld(seed, tally)
      const seats = await fillSeats(scope, kinds, '', world.relay.port, world.random)
      for (let kill = 0; kill < kills; kill++) {
        await untilNews(seats)
        await worstMoment(world, seats)
      }
      await untilNews(seats)
      const writers = seats.map(writerOf)
      const everybody = seats.flatMap((seat) => seat.writers)
      for (const writer of writers) writer.tell('rest')

      // Each is shown all it made as kept, and has what all others made.
      await untilPatient(
        () => writers.filter((writer) => untold([writer], 'kept').length > 0),
        () => `word of ${untold(writers, 'kept')}`
      )
      // Those who crashed as well: their stores were there for the next.
      const equal = await untilEqual(writers, everybody, 'saved')
      expect(equal.isPending).toBe(false)
      const readers = await startReaders(world, 'reader')
      await untilEqual([...writers, ...readers], everybody, 'saved')
      expect((await statesOf(writers)).map(({ document }) => document)).toEqual(writers.map(() => equal))
      expect(everybody.flatMap(({ refused }) => refused)).toEqual([])
      expect(equal.text).not.toBe('')
      expect(equal.deletes.length).toBeGreaterThanOrEqual(kinds.length)

      for (const writer of [...writers, ...readers]) await writer.kill()
      await world.relay.stop()
      expect(structsTwice(await entriesOf(world.data))).toEqual([])
      tally.receipts += keptBy(everybody)
    }))

  it(`F2 what clients of any kind were told is there when they and their stores are gone (seed ${seed})`, () =>
    tallied('guests-kill', seed, async (tally) => {
      const world = await openWorld(seed, tally)
      const everybody: Writer[] = []
      for (let generation = 1; generation <= generations; generation++) {
        const seats = await fillSeats(scope, kinds, `g${generation}`, world.relay.port, world.random)
        await untilNews(seats)
        await worstMoment(world, seats)
        await untilNews(seats)
        // There is always something on its way to the disk when the relay dies; those who were told so can still say it.
        for (const seat of seats) writerOf(seat).tell('hurry')
        await pause(world.random, 150)
        await world.relay.kill()
        await pause(world.random, 50)
        await Promise.all(seats.map((seat) => writerOf(seat).kill()))
        tally.kills += 1 + seats.length
        for (const { folder } of seats) await rm(folder, { recursive: true })
        everybody.push(...seats.flatMap((seat) => seat.writers))
        await startAgain(world)

        const readers = await startReaders(world, `reader-${generation}`)
        const found = await untilEqual(readers, everybody, 'kept')
        expect(found.isPending).toBe(false)
        expect(everybody.flatMap(({ refused }) => refused)).toEqual([])
        for (const seat of seats) expect(writerOf(seat).kept.size).toBeGreaterThan(0)
        for (const reader of readers) await reader.kill()
      }
      tally.receipts += keptBy(everybody)
    }))
}
