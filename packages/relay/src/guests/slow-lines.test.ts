// Guests on slow lines: pieces, one after the other, and what waits for them all is bounded.

import { systemRandom } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryLog } from '../log/memory-log.js'
import { type Log, LogError } from '../log/port.js'
import { openWorld, type World } from '../session/testing/open-world.js'
import { fullState } from './testing/connect-provider.js'
import { TestGuest } from './testing/test-guest.js'
import { pieceBytes } from './update-pieces.js'

const megabyte = 1024 * 1024
/** A piece has the deletions of its structs beside these. */
const longestMessage = 1.5 * pieceBytes

async function write(world: World, bytes: number): Promise<TestGuest> {
  const ana = new TestGuest(world.relay)
  ana.sendStepOne()
  ana.edit((text) => text.insert(0, 'x'.repeat(bytes)))
  await world.settle()
  return ana
}

async function joinSlowly(world: World): Promise<TestGuest> {
  const guest = new TestGuest(world.relay)
  guest.stall()
  guest.sendStepOne()
  await world.settle()
  return guest
}

const isSynced = (guest: TestGuest): boolean => guest.contents('step-two').length > 0

/** Reads what is sent to it, a message at a time. */
async function readAll(world: World, guest: TestGuest): Promise<void> {
  for (let heard = -1; heard !== guest.heard.length; ) {
    heard = guest.heard.length
    guest.read(1)
    await world.settle()
  }
}

describe('a guest on a slow line', () => {
  it('F7 is sent a large document in pieces, each when the one before has left, and is synced by the last', async () => {
    const world = openWorld()
    const ana = await write(world, megabyte)
    const guest = await joinSlowly(world)
    for (let read = 0; !isSynced(guest); read++) {
      expect(read).toBeLessThan(30)
      const heard = guest.heard.length
      guest.read(4 * megabyte)
      await world.settle()
      // Beside pieces: step 1, and who is present.
      expect(guest.contents('update').length).toBeLessThanOrEqual(heard + 1)
    }
    for (const { length } of guest.messages) expect(length).toBeLessThan(longestMessage)
    expect(guest.contents('update').length).toBeGreaterThan(megabyte / pieceBytes - 1)
    expect(fullState(guest.doc)).toEqual(fullState(ana.doc))
  })

  it('F7 goes on with what it has when the document is read anew in the middle', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = createSeededRandom(seed)
      const world = openWorld()
      const ana = await write(world, 300_000)
      ana.edit((text) => text.delete(1_000, 150_000))
      const guest = await joinSlowly(world)
      // More than a tail may hold: the state that the guest was being sent is let go, and entries are folded.
      for (let index = 0; index < 1_500; index++) {
        ana.edit((text) => {
          if (random.chance(0.3)) text.delete(random.below(text.length - 50), random.below(50))
          else text.insert(random.below(text.length), `${index} `)
        })
        if (index % 300 === 299) {
          await world.settle()
          if (index === 899) {
            await world.log.fold({ space: 'notes', minEntries: 1, deleteBefore: Number.MAX_SAFE_INTEGER })
          }
          guest.read(1)
          expect(guest.doc.store.pendingStructs).toBeNull()
        }
      }
      await readAll(world, guest)
      expect(isSynced(guest)).toBe(true)
      expect(fullState(guest.doc)).toEqual(fullState(ana.doc))
      const bytes = guest.messages.reduce((sum, { length }) => sum + length, 0)
      expect(bytes).toBeLessThan(4 * Y.encodeStateAsUpdate(ana.doc).length)
    }
  })

  it('F1 is synced while others type without an end', async () => {
    const world = openWorld()
    const ana = await write(world, 300_000)
    const guest = await joinSlowly(world)
    for (let index = 0; !isSynced(guest); index++) {
      expect(index).toBeLessThan(50)
      for (let edits = 0; edits < 200; edits++) ana.edit((text) => text.insert(0, `${edits} `))
      await world.settle()
      guest.read(1)
      await world.settle()
    }
  })

  it('F7 is sent what others paste in pieces too, and what comes after it later', async () => {
    const world = openWorld()
    const ana = await write(world, 10)
    const [fast, slow] = [new TestGuest(world.relay), new TestGuest(world.relay)]
    for (const guest of [fast, slow]) guest.sendStepOne()
    await world.settle()
    slow.stall()
    ana.edit((text) => text.insert(5, 'y'.repeat(megabyte)))
    ana.edit((text) => text.insert(0, 'and on '))
    ana.edit((text) => text.delete(100, 1_000))
    await world.settle()
    expect(fullState(fast.doc)).toEqual(fullState(ana.doc))
    await readAll(world, slow)
    expect(fullState(slow.doc)).toEqual(fullState(ana.doc))
    for (const guest of [ana, fast, slow]) {
      expect(Math.max(...guest.messages.map(({ length }) => length))).toBeLessThan(longestMessage)
    }
  })

  it('F7 that comes back is sent what it lacks, be it much or little', async () => {
    const world = openWorld()
    const ana = await write(world, 400_000)
    const vector = Y.encodeStateVector(ana.doc)
    const before = Y.encodeStateAsUpdate(ana.doc)
    ana.edit((text) => text.delete(200_000, 100))
    await world.settle()
    const back = (): TestGuest => {
      const guest = new TestGuest(world.relay)
      Y.applyUpdate(guest.doc, before)
      guest.sendStepOne(vector)
      return guest
    }
    const little = back()
    await world.settle()
    expect(fullState(little.doc)).toEqual(fullState(ana.doc))
    expect(little.messages.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(500)
    ana.edit((text) => text.insert(7, 'z'.repeat(400_000)))
    await world.settle()
    const much = back()
    await world.settle()
    expect(fullState(much.doc)).toEqual(fullState(ana.doc))
    const bytes = much.messages.reduce((sum, { length }) => sum + length, 0)
    expect([bytes > 400_000, bytes < 500_000]).toEqual([true, true])
  })

  it('F7 has one copy of what it shares with others in memory', async () => {
    const world = openWorld()
    await write(world, megabyte)
    const guests: TestGuest[] = []
    for (let index = 0; index < 50; index++) guests.push(await joinSlowly(world))
    for (let read = 0; read < 5; read++) {
      for (const guest of guests) guest.read(1)
      await world.settle()
    }
    const distinct = new Set(
      guests.flatMap(({ messages }) => messages.filter(({ length }) => length > 1_000))
    )
    expect(distinct.size).toBeLessThan(10)
  })
})

describe('guests of every pace', () => {
  it('F1 hold the same in the end, with nothing pending, whatever was pasted, folded and lost on the way', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = createSeededRandom(seed)
      const world = openWorld()
      const ana = await write(world, random.pick([10, 100_000, 400_000]))
      const guests: TestGuest[] = []
      const come = (from?: TestGuest): void => {
        const guest = new TestGuest(world.relay)
        if (from) Y.applyUpdate(guest.doc, Y.encodeStateAsUpdate(from.doc))
        if (random.chance(0.7)) guest.stall()
        guest.sendStepOne()
        guests.push(guest)
      }
      for (let step = 0; step < 120; step++) {
        const guest = guests.length > 0 ? random.pick(guests) : undefined
        const what = random.below(10)
        if (what < 4) {
          ana.edit((text) => {
            if (random.chance(0.3)) text.delete(random.below(text.length - 5), 5)
            else text.insert(random.below(text.length), 'y'.repeat(random.chance(0.05) ? 150_000 : 5))
          })
        } else if (what === 4 && guests.length < 6) come()
        else if (what === 5 && guest) {
          guest.drop()
          guests.splice(guests.indexOf(guest), 1)
          come(guest)
        } else if (what === 6 && random.chance(0.2)) {
          await world.log.fold({ space: 'notes', minEntries: 1, deleteBefore: Number.MAX_SAFE_INTEGER })
        } else if (what === 7 && guest) guest.sendStepOne()
        else if (guest) guest.read(random.below(200_000))
        if (random.chance(0.3)) await world.settle()
        if (random.chance(0.05)) await world.pass(150)
      }
      await world.pass(1_000)
      for (let round = 0; round < 100; round++) {
        for (const guest of guests) guest.read(megabyte)
        await world.settle()
      }
      for (const guest of guests) {
        expect(isSynced(guest), `seed ${seed}`).toBe(true)
        expect(fullState(guest.doc), `seed ${seed}`).toEqual(fullState(ana.doc))
      }
    }
  }, 60_000)
})

describe('the bytes that wait for guests who join', () => {
  /** Each of a document of its own, of 7 MB that cannot be cut: nine answers fill the bound of 64 MiB. */
  async function crowd(world: World, from = 0): Promise<TestGuest[]> {
    const guests: TestGuest[] = []
    for (let index = from; index < from + 12; index++) {
      const document = `n/${index}`
      const doc = new Y.Doc()
      doc.getMap('m').set('bytes', new Uint8Array(7 * megabyte))
      const update = Y.encodeStateAsUpdate(doc)
      await world.log.appendUpdate({ space: 'notes', document, kind: 1, edits: 1, update, time: 1 })
      const guest = new TestGuest(world.relay, { document })
      guests.push(guest)
      guest.stall()
      guest.sendStepOne()
      await world.settle()
    }
    return guests
  }
  /** Those to whom an answer was sent can read it. */
  const answered = (guests: TestGuest[]): number =>
    guests.filter((guest) => {
      guest.read(20 * megabyte)
      return isSynced(guest)
    }).length

  it('F7 are bounded: who comes beyond waits until others have read', async () => {
    const world = openWorld()
    const guests = await crowd(world)
    expect(answered(guests.slice(9))).toBe(0)
    expect(answered(guests.slice(0, 1))).toBe(1)
    await world.settle()
    expect([answered(guests.slice(9, 10)), answered(guests.slice(11))]).toEqual([1, 0])
  })

  it('F7 are let go when a guest leaves', async () => {
    const world = openWorld()
    const guests = await crowd(world)
    for (const guest of guests.slice(0, 9)) guest.drop()
    await world.settle()
    expect(answered(guests.slice(9))).toBe(3)
  })

  it('F7 are let go when a guest takes far too long while others wait, which is told to come again', async () => {
    const world = openWorld()
    const guests = await crowd(world)
    // A link of 32 KiB a second takes 224 s.
    await world.pass(280_000)
    expect(guests.filter(({ closed }) => closed)).toEqual([])
    await world.pass(10_000)
    // As many as the others need.
    expect(guests.flatMap(({ closed }) => (closed ? [closed.code] : []))).toEqual([4529, 4529, 4529])
    expect(answered(guests.slice(9))).toBe(3)
  })

  it('F7 are left to a guest that takes far too long while nobody waits', async () => {
    const world = openWorld()
    const guests = (await crowd(world)).slice(0, 9)
    await world.pass(10_000)
    for (const guest of guests.slice(3)) guest.drop()
    await world.pass(3_600_000)
    expect(guests.slice(0, 3).map(({ closed }) => closed)).toEqual([undefined, undefined, undefined])
    expect(answered(guests.slice(0, 3))).toBe(3)
  })

  it('F7 are let go when the log fails between two reads', async () => {
    const inner = createMemoryLog({ random: systemRandom })
    let fails = false
    const log: Log = {
      ...inner,
      readDocument: async (...place) => {
        if (fails) throw new LogError('log-unavailable', 'no disk')
        return inner.readDocument(...place)
      }
    }
    const world = openWorld({ log })
    const guests = await crowd(world)
    // Other documents pushed theirs out of memory, so that these have to be read again.
    const others = await crowd(world, 12)
    fails = true
    for (const guest of guests.slice(0, 9)) guest.drop()
    await world.settle()
    expect(guests.slice(9).map(({ closed }) => closed?.code)).toEqual([4503, 4503, 4503])
    fails = false
    for (const guest of others) guest.drop()
    const again = await crowd(world, 24)
    expect(answered(again.slice(0, 9))).toBe(9)
  })
})
