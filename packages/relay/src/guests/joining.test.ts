import { systemRandom } from '@weft/base'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryLog } from '../log/memory-log.js'
import type { Log } from '../log/port.js'
import { openWorld, type World } from '../session/testing/open-world.js'
import { type GuestWorld, openGuestWorld, until } from './testing/open-guest-world.js'
import { type OpenSocket, openSocket } from './testing/open-socket.js'
import { TestGuest } from './testing/test-guest.js'
import { yjsDialect } from './yjs/messages.js'

const megabyte = 1024 * 1024
const worlds: GuestWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

async function writeLarge(world: World, bytes = megabyte, document = 'readme'): Promise<TestGuest> {
  const ana = new TestGuest(world.relay, { document })
  ana.sendStepOne()
  ana.edit((text) => text.insert(0, 'x'.repeat(bytes)))
  await world.settle()
  return ana
}

/** A log that tells of its commits when the test says so. */
function openAnnouncing() {
  const inner = createMemoryLog({ random: systemRandom })
  const unannounced: (() => void)[] = []
  const log: Log = {
    ...inner,
    subscribe: (listener) => inner.subscribe((group) => unannounced.push(() => listener(group)))
  }
  const doc = new Y.Doc()
  return {
    world: openWorld({ log }),
    announce: (): void => {
      for (const one of unannounced.splice(0)) one()
    },
    type: async (text: string): Promise<void> => {
      const vector = Y.encodeStateVector(doc)
      doc.getText('t').insert(0, text)
      const update = Y.encodeStateAsUpdate(doc, vector)
      await log.appendUpdate({ space: 'notes', document: 'readme', kind: 1, edits: 1, update, time: 1 })
    }
  }
}

/** The messages with content, as they were handed over. */
const contentOf = ({ messages, heard }: TestGuest): Uint8Array[] =>
  messages.filter((bytes, at) => /update|step-two/.test(heard[at]?.kind ?? '') && bytes.length > 5)

describe('guests who join a document', () => {
  it('F7 at once, 1,000 real sockets, cost one read and one merge', async () => {
    const log = createMemoryLog({ random: systemRandom })
    const doc = new Y.Doc()
    doc.getText('t').insert(0, 'x'.repeat(megabyte))
    const update = Y.encodeStateAsUpdate(doc)
    await log.appendUpdate({ space: 'notes', document: 'readme', kind: 1, edits: 1, update, time: 1 })
    const world = await openGuestWorld({ log })
    worlds.push(world)
    const joined: OpenSocket[] = []
    while (joined.length < 1_000) {
      const more = Array.from({ length: 100 }, () => openSocket(`${world.url}/yjs/notes/readme`))
      joined.push(...(await Promise.all(more)))
    }
    for (const { socket } of joined) {
      socket.send(yjsDialect.stepOne(Uint8Array.of(0)))
      // As the real client answers the relay's step 1.
      socket.send(yjsDialect.stepTwo(Uint8Array.of(0, 0)))
    }
    await until(() => joined.every(({ heard }) => heard.at(-1)?.kind === 'step-two'))
    const sizesOf = ({ heard }: OpenSocket) =>
      heard.flatMap((one) => (one.kind === 'update' && 'content' in one ? [one.content.length] : []))
    const [first, ...others] = joined as [OpenSocket, ...OpenSocket[]]
    for (const one of others) expect(sizesOf(one)).toEqual(sizesOf(first))
    const reader = new Y.Doc()
    for (const one of first.heard) if (one.kind === 'update') Y.applyUpdate(reader, one.content)
    expect(reader.getText('t').length).toBe(megabyte)
    expect([world.relay.counters.documentsMerged, world.relay.counters.logReads]).toEqual([1, 1])
    for (const { socket } of joined) socket.terminate()
  }, 60_000)

  it('F7 with the same state get the same bytes, handed on and not copied', async () => {
    const log = createMemoryLog({ random: systemRandom })
    const doc = new Y.Doc()
    const vectors = ['x'.repeat(100_000), 'news for who was here'].map((text) => {
      const vector = Y.encodeStateVector(doc)
      doc.getText('t').insert(0, text)
      return vector
    })
    const update = Y.encodeStateAsUpdate(doc)
    await log.appendUpdate({ space: 'notes', document: 'readme', kind: 1, edits: 1, update, time: 1 })
    const world = openWorld({ log })
    const join = (vector: Uint8Array): TestGuest[] =>
      Array.from({ length: 50 }, () => {
        const guest = new TestGuest(world.relay)
        guest.sendStepOne(Uint8Array.from(vector))
        return guest
      })
    const [fresh, back] = vectors.map(join) as [TestGuest[], TestGuest[]]
    await world.settle()
    for (const guests of [fresh, back]) {
      const [first, ...others] = guests.map(contentOf) as [Uint8Array[], ...Uint8Array[][]]
      expect(first).toHaveLength(guests === fresh ? 2 : 1)
      for (const content of others)
        expect(content.map((bytes, at) => bytes === first[at])).not.toContain(false)
    }
    expect(contentOf(back[0] as TestGuest)[0]?.length).toBeLessThan(200)
    fresh[0]?.edit((text) => text.insert(0, 'to all '))
    await world.settle()
    expect(new Set([...fresh, ...back].map(({ messages }) => messages.at(-1))).size).toBe(1)
    for (const guest of fresh) expect(guest.text.length).toBe(doc.getText('t').length + 7)
  })

  it('F2 are not sent again what they were sent before it was announced', async () => {
    const { world, type, announce } = openAnnouncing()
    await type('read before it is announced')
    const late = new TestGuest(world.relay)
    late.sendStepOne()
    await world.settle()
    expect(late.text.length).toBe(27)
    announce()
    expect(late.contents('update')).toEqual([])
    await type('announced ')
    announce()
    expect(late.contents('update')).toHaveLength(1)
    expect(late.text.toString()).toBe('announced read before it is announced')
  })

  it('F7 miss nothing that is committed at any moment of their joining', async () => {
    const { world, type, announce } = openAnnouncing()
    await type('x')
    announce()
    new TestGuest(world.relay)
    await world.settle()
    for (let moment = 0; moment < 20; moment++) {
      await type('x')
      const late = new TestGuest(world.relay)
      late.sendStepOne()
      for (let turn = 0; turn < moment; turn++) await Promise.resolve()
      announce()
      await world.settle()
      expect(late.text.length, `moment ${moment}`).toBe(moment + 2)
    }
  })

  it('F1 are told that they are synced when they have all of it, whatever part of it was merged', async () => {
    const world = openWorld()
    const ana = await writeLarge(world, 200_000)
    for (const text of ['merged ', 'not merged ', 'neither ']) {
      ana.edit((to) => to.insert(0, text))
      await world.settle()
      const guest = new TestGuest(world.relay)
      guest.sendStepOne()
      await world.settle()
      expect(guest.heard.at(-1)?.kind).toBe('step-two')
      expect(guest.text.toString()).toBe(ana.text.toString())
      // What it is asked for is what the log lacks, and no more.
      expect(Y.decodeStateVector(guest.contents('step-one')[0] as Uint8Array)).toEqual(
        Y.decodeStateVector(Y.encodeStateVector(ana.doc))
      )
    }
  })

  it('F7 while others type cost no merge each, and miss nothing', async () => {
    const world = openWorld()
    const ana = await writeLarge(world, 200_000)
    const joined: TestGuest[] = []
    for (let index = 0; index < 100; index++) {
      ana.edit((text) => text.insert(0, `${index} `))
      const guest = new TestGuest(world.relay)
      joined.push(guest)
      guest.sendStepOne()
      guest.sendStepTwo(Uint8Array.of(0, 0))
      if (index % 3 === 0) await world.settle()
    }
    await world.settle()
    for (const guest of joined) expect(guest.text.toString()).toBe(ana.text.toString())
    expect(world.relay.counters.documentsMerged).toBe(1)
  })

  it('F7 and read slowly are sent nothing more meanwhile, and everything once they read', async () => {
    const world = openWorld()
    const ana = await writeLarge(world, 10)
    const slow = new TestGuest(world.relay)
    slow.sendStepOne()
    await world.settle()
    slow.setBuffered(100_000)
    const heard = slow.heard.length
    for (let index = 0; index < 700; index++) ana.edit((text) => text.insert(0, `${index} `))
    await world.settle()
    expect(slow.heard).toHaveLength(heard)
    slow.setBuffered(0)
    await world.settle()
    expect(slow.text.toString()).toBe(ana.text.toString())
    ana.edit((text) => text.insert(0, 'and on '))
    await world.settle()
    expect(slow.text.toString()).toBe(ana.text.toString())
  })

  it('F7 and read slowly get the whole where entries were folded away', async () => {
    const world = openWorld()
    const ana = await writeLarge(world, 10)
    const slow = new TestGuest(world.relay)
    slow.sendStepOne()
    await world.settle()
    slow.setBuffered(2 * megabyte)
    for (let index = 0; index < 600; index++) ana.edit((text) => text.insert(0, `${index} `))
    await world.settle()
    await world.log.fold({ space: 'notes', minEntries: 1, deleteBefore: Number.MAX_SAFE_INTEGER })
    const heard = slow.heard.length
    slow.setBuffered(0)
    await world.settle()
    expect(slow.heard).toHaveLength(heard + 1)
    expect(slow.text.toString()).toBe(ana.text.toString())
  })
})
