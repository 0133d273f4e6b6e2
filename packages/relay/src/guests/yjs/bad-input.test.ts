import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openWorld, type World } from '../../session/testing/open-world.js'
import { headOf, storedDoc } from '../testing/stored-document.js'
import { TestGuest } from '../testing/test-guest.js'
import { yjsDialect } from './messages.js'

interface Room {
  readonly world: World
  readonly ana: TestGuest
  readonly ben: TestGuest
}

async function meet(): Promise<Room> {
  const world = openWorld()
  const [ana, ben] = [new TestGuest(world.relay), new TestGuest(world.relay)]
  ana.sendStepOne()
  ben.sendStepOne()
  ben.edit((text) => text.insert(0, 'unharmed'))
  await world.settle()
  return { world, ana, ben }
}

/** The connection, the document, the others and the log are as they were, and go on. */
async function expectUnharmed({ world, ana, ben }: Room, heardByBen: number, head: number): Promise<void> {
  expect(ana.closed).toBeUndefined()
  expect([await headOf(world.log), ben.heard.length]).toEqual([head, heardByBen])
  ana.edit((text) => text.insert(0, 'still '))
  await world.settle()
  const stored = (await storedDoc(world.log)).getText('t').toString()
  expect([stored, ben.text.toString(), ana.text.toString()]).toEqual(Array(3).fill('still unharmed'))
}

function updateOf(change: (doc: Y.Doc) => void, clientID?: number): Uint8Array {
  const doc = new Y.Doc()
  if (clientID !== undefined) doc.clientID = clientID
  change(doc)
  return Y.encodeStateAsUpdate(doc)
}

function nested(depth: number): Uint8Array {
  let value: unknown = 'deep'
  for (let level = 0; level < depth; level++) value = [value]
  return updateOf((doc) => doc.getMap('m').set('key', value))
}

/** One deletion of clocks that the client never had. */
const deletesUnknown = (client: number): Uint8Array => {
  const encoder = encoding.createEncoder()
  for (const number of [0, 1, client, 1, 1_000, 5]) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}

const updates: [string, string, (room: Room) => Uint8Array][] = [
  ['that is cut', 'update-malformed', ({ ben }) => Y.encodeStateAsUpdate(ben.doc).subarray(0, 9)],
  ['with bytes behind its end', 'update-malformed', () => Uint8Array.of(0, 0, 7)],
  ['of no bytes', 'update-malformed', () => new Uint8Array()],
  ['of nothing', 'update-empty', () => Uint8Array.of(0, 0)],
  ['in v2', 'update-wrong-version', ({ ben }) => Y.encodeStateAsUpdateV2(ben.doc)],
  [
    'with another struct at a clock that is taken',
    'client-id-forked',
    ({ ben }) => updateOf((doc) => doc.getText('t').insert(0, 'forkedXX'), ben.doc.clientID)
  ],
  [
    'of a key that is __proto__',
    'update-malformed',
    () => updateOf((doc) => doc.getMap('m').set('__proto__', { admin: true }))
  ],
  ['nested too deep', 'update-too-deep', () => nested(70)],
  [
    'that claims four thousand million structs',
    'update-malformed',
    () => Uint8Array.of(255, 255, 255, 255, 15, 1, 1, 0)
  ],
  [
    'that collects four thousand million clocks',
    'update-clock-quota',
    () => Uint8Array.of(1, 1, 7, 0, 0, 255, 255, 255, 255, 15, 0)
  ],
  [
    'larger than an update may be',
    'update-too-large',
    () => updateOf((doc) => doc.getText('t').insert(0, 'x'.repeat(8 * 1024 * 1024 + 1_000)))
  ]
]

describe('an update that is refused', () => {
  it.each(updates)('F6 one %s is refused as %s, and harms nobody', async (_what, reason, make) => {
    const room = await meet()
    const { world, ana, ben } = room
    const [heard, head] = [ben.heard.length, await headOf(world.log)]
    ana.sendUpdate(make(room))
    await world.pass(3_000)
    expect(ana.denied).toEqual([reason])
    await expectUnharmed(room, heard, head)
  })

  it.each(updates.filter(([, reason]) => reason !== 'update-empty'))(
    'F6 one %s is refused in a step 2 as well',
    async (_what, reason, make) => {
      const room = await meet()
      const { world, ana, ben } = room
      const [heard, head] = [ben.heard.length, await headOf(world.log)]
      ana.sendStepTwo(make(room))
      await world.pass(3_000)
      expect(ana.denied).toEqual([reason])
      await expectUnharmed(room, heard, head)
    }
  )

  it.each([
    [
      'update-clock-gap',
      ({ ana }: Room) => {
        ana.doc.getMap('m').set('lost', 1)
        const vector = Y.encodeStateVector(ana.doc)
        ana.doc.getMap('m').set('gap', 1)
        return Y.encodeStateAsUpdate(ana.doc, vector)
      }
    ],
    ['update-deletes-unknown', ({ ben }: Room) => deletesUnknown(ben.doc.clientID)],
    ['update-deletes-unknown', () => deletesUnknown(4_711)]
  ])(
    'F6 what the client has no more of than %s is refused by that name in its step 2',
    async (reason, make) => {
      const room = await meet()
      const { world, ana, ben } = room
      const [heard, head] = [ben.heard.length, await headOf(world.log)]
      ana.sendStepTwo(make(room))
      await world.pass(3_000)
      expect(ana.denied).toEqual([reason])
      expect([await headOf(world.log), ben.heard.length, ana.closed]).toEqual([head, heard, undefined])
    }
  )

  it('G5 with a Weft device’s client id is refused, but for what the device wrote', async () => {
    const room = await meet()
    const { world, ana, ben } = room
    const device = world.connect({ device: 'cleo' })
    await device.greet()
    await device.type('readme', 'mine')
    await world.settle()
    const client = [...Y.decodeStateVector(Y.encodeStateVector(ana.doc)).keys()].find(
      (id) => id !== ben.doc.clientID
    ) as number
    const thief = new Y.Doc()
    Y.applyUpdate(thief, Y.encodeStateAsUpdate(ana.doc))
    ana.sendStepTwo(Y.encodeStateAsUpdate(thief))
    const vector = Y.encodeStateVector(thief)
    thief.clientID = client
    thief.getText('t').insert(0, 'stolen')
    const [heard, head] = [ben.heard.length, await headOf(world.log)]
    ana.sendUpdate(Y.encodeStateAsUpdate(thief, vector))
    await world.settle()
    expect(ana.denied).toEqual(['client-id-taken'])
    expect([await headOf(world.log), ben.heard.length]).toEqual([head, heard])
  })
})

const messages: [string, Uint8Array][] = [
  ['of no bytes', new Uint8Array()],
  ['of a type that nobody knows', Uint8Array.of(42, 1, 0)],
  ['of a kind of sync that nobody knows', Uint8Array.of(0, 9, 1, 0)],
  ['of a type that a relay alone sends', Uint8Array.of(2, 0, 1, 65)],
  ['cut after its type', Uint8Array.of(0)],
  [
    'cut within its content',
    yjsDialect.update(updateOf((doc) => doc.getText('t').insert(0, 'x'))).subarray(0, 9)
  ],
  ['that claims more bytes than it has', Uint8Array.of(0, 2, 255, 255, 255, 255, 15, 1)],
  ['whose number never ends', new Uint8Array(64).fill(255)],
  ['with a state vector that is cut', yjsDialect.stepOne(Uint8Array.of(3, 1, 1))],
  ['with a state vector that goes on', yjsDialect.stepOne(Uint8Array.of(0, 1))],
  ['with a state vector of a million clients', yjsDialect.stepOne(millionClients())]
]

function millionClients(): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1_000_000)
  for (let client = 0; client < 1_000_000; client++) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, 1)
  }
  return encoding.toUint8Array(encoder)
}

describe('a message that cannot be read', () => {
  it.each(messages)('F6 one %s is refused, and harms nobody', async (_what, bytes) => {
    const room = await meet()
    const { world, ana, ben } = room
    const [heard, head] = [ben.heard.length, await headOf(world.log)]
    ana.send(bytes)
    await world.pass(3_000)
    expect(ana.denied).toEqual(['frame-unreadable'])
    await expectUnharmed(room, heard, head)
  })
})
