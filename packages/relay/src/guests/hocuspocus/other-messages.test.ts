import { describe, expect, it } from 'vitest'
import { LogError } from '../../log/port.js'
import { encodeAwarenessUpdate, parseAwarenessUpdate } from '../../presence/awareness-update.js'
import { openWorld, type World } from '../../session/testing/open-world.js'
import { headOf } from '../testing/stored-document.js'
import { TestGuest } from '../testing/test-guest.js'
import { TestProvider } from './testing/test-provider.js'

const stateOf = (client: number) => encodeAwarenessUpdate([{ client, clock: 1, json: '{"n":1}' }])

async function providersIn(world: World, count: number): Promise<TestProvider[]> {
  const providers = Array.from({ length: count }, () => new TestProvider(world.relay))
  for (const provider of providers) provider.begin()
  await world.settle()
  return providers
}

/** Clients that it heard of, per presence message with anybody in it. */
const presentTo = ({ heard }: TestProvider, name = 'readme'): (readonly [number, string])[] =>
  heard.flatMap((one) => {
    if (one.name !== name || one.kind !== 'presence') return []
    const states = parseAwarenessUpdate(one.content)
    return states.ok ? states.value.map(({ client, json }) => [client, json] as const) : []
  })

describe('stateless messages', () => {
  it('F14 go to the other providers of the document, to nobody else, and are not stored', async () => {
    const world = openWorld()
    const [ana, ben, cleo] = (await providersIn(world, 3)) as [TestProvider, TestProvider, TestProvider]
    const other = new TestProvider(world.relay)
    other.begin('', 'other')
    const web = new TestGuest(world.relay)
    const device = world.connect()
    await device.greet()
    await world.settle()
    const heard = [web.heard.length, device.heard.length, other.heard.length]
    cleo.drop()
    ana.sendStateless('{"saved":true} ü')
    await world.settle()
    expect([ana.texts('stateless'), ben.texts('stateless')]).toEqual([[], ['{"saved":true} ü']])
    expect([web.heard.length, device.heard.length, other.heard.length]).toEqual(heard)
    expect([cleo.texts('stateless'), await headOf(world.log)]).toEqual([[], 0])
    const late = new TestProvider(world.relay)
    late.begin()
    await world.settle()
    expect(late.texts('stateless')).toEqual([])
  })

  it('F14 that are too large, too many, or look like the word of the relay are refused by name', async () => {
    const world = openWorld()
    const [ana, ben] = (await providersIn(world, 2)) as [TestProvider, TestProvider]
    ana.sendStateless('x'.repeat(16 * 1024 + 1))
    ana.sendStateless('ü'.repeat(9 * 1024))
    ana.sendStateless('{ "weft": "refused", "reason": "update-malformed" }')
    ana.sendStateless('{"a":1,"\\u0077eft":"refused","reason":"update-malformed"}')
    const refused = ['frame-too-large', 'frame-too-large', 'role-forbids', 'role-forbids']
    expect(ana.refusals()).toEqual(refused)
    expect(ben.texts('stateless')).toEqual([])
    ana.sendStateless('x'.repeat(16 * 1024))
    for (let left = 500; left > 0; left--) ana.sendStateless('x')
    expect(ben.texts('stateless')).toHaveLength(120)
    expect(ana.refusals().slice(4)).toEqual(Array(381).fill('rate-exceeded'))
    expect([ana.closed, ben.closed]).toEqual([undefined, undefined])
    world.clock.advance(1_000)
    ana.sendStateless('again')
    expect(ben.texts('stateless').at(-1)).toBe('again')
  })

  it('F14 are not kept for one who reads too slowly', async () => {
    const world = openWorld()
    const [ana, ben] = (await providersIn(world, 2)) as [TestProvider, TestProvider]
    ben.setBuffered(100 * 1024 * 1024)
    ana.sendStateless('x')
    ben.setBuffered(0)
    await world.settle()
    expect(ben.texts('stateless')).toEqual([])
  })
})

describe('a document of a Hocuspocus socket', () => {
  it('F13 is closed alone by its client, and the socket stays open when it was the last', async () => {
    const world = openWorld()
    const [ana, ben] = (await providersIn(world, 2)) as [TestProvider, TestProvider]
    ana.begin('', 'other')
    ana.sendPresence(stateOf(7))
    await world.pass(100)
    expect(presentTo(ben)).toEqual([[7, '{"n":1}']])
    ana.sendType(7)
    await world.pass(100)
    expect(presentTo(ben).at(-1)).toEqual([7, 'null'])
    const kinds = ana.kinds()
    ben.sendUpdate(ben.change((text) => text.insert(0, 'x')))
    ana.sendUpdate(
      ana.change((text) => text.insert(0, 'y')),
      'other'
    )
    await world.settle()
    // Nobody of that name is there to be told.
    expect(ana.kinds()).toEqual(kinds)
    expect([ana.statuses('other'), await headOf(world.log)]).toEqual([[true], 2])
    ana.sendType(7, 'other')
    await world.pass(60_000)
    expect(ana.closed).toBeUndefined()
    ana.begin()
    await world.settle()
    expect(ana.doc.getText('t').toString()).toContain('x')
  })

  it('F1 that is open in several sessions of one socket is served to each under its own name', async () => {
    const world = openWorld()
    const [ana] = (await providersIn(world, 1)) as [TestProvider]
    const [one, two] = ['readme\0one', 'readme\0two']
    ana.begin('', one)
    ana.sendPresence(stateOf(1), one)
    ana.begin('', two)
    ana.sendPresence(stateOf(2), two)
    ana.sendUpdate(
      ana.change((text) => text.insert(0, 'x')),
      two
    )
    await world.pass(100)
    for (const name of ['readme', one, two]) expect(ana.kinds(name)).toContain('update')
    expect([ana.statuses('readme'), ana.statuses(one), ana.statuses(two)]).toEqual([[], [], [true]])
    expect(presentTo(ana, one)).toContainEqual([2, '{"n":1}'])
    expect(presentTo(ana, two)).toContainEqual([1, '{"n":1}'])
    ana.sendType(7, one)
    await world.pass(100)
    expect(presentTo(ana, two).at(-1)).toEqual([1, 'null'])
  })

  it('F8 has its presence told when it is asked for', async () => {
    const world = openWorld()
    const [ana, ben] = (await providersIn(world, 2)) as [TestProvider, TestProvider]
    ana.sendPresence(stateOf(7))
    await world.pass(100)
    const heard = presentTo(ben).length
    ben.sendType(3)
    expect(presentTo(ben).slice(heard)).toEqual([[7, '{"n":1}']])
  })

  it('L5 that is damaged is closed alone, by name', async () => {
    const world = openWorld()
    const log = {
      ...world.log,
      readDocument: async (space: string, document: string) => {
        if (document === 'broken') throw new LogError('log-damaged', 'entry 7')
        return world.log.readDocument(space, document)
      }
    }
    const other = openWorld({ log })
    const [ana] = (await providersIn(other, 1)) as [TestProvider]
    ana.begin('', 'broken')
    await other.settle()
    expect(ana.texts('close', 'broken')).toEqual(['log-damaged: entry 7'])
    ana.sendUpdate(ana.change((text) => text.insert(0, 'x')))
    await other.settle()
    expect([ana.statuses(), ana.closed]).toEqual([[true], undefined])
  })
})

describe('a Hocuspocus socket', () => {
  it('C3 answers a ping in kind, and sends no byte without a name unasked', async () => {
    const world = openWorld()
    const [ana] = (await providersIn(world, 1)) as [TestProvider]
    await world.pass(60_000)
    expect(ana.kinds('')).toEqual([])
    ana.send(Uint8Array.of(9))
    ana.send(Uint8Array.of(10))
    ana.sendType(9)
    ana.sendType(10)
    expect([ana.kinds(''), ana.kinds().at(-1)]).toEqual([['pong'], 'pong'])
  })

  it('F1 hears something every ten seconds, so that its client does not take it for dead', async () => {
    const world = openWorld()
    const [ana] = (await providersIn(world, 1)) as [TestProvider]
    for (let left = 6; left > 0; left--) {
      const heard = ana.heard.length
      await world.pass(10_000)
      expect(ana.heard.slice(heard)).toMatchObject([{ name: 'readme', kind: 'presence' }])
    }
  })

  it.each([
    ['of a type that no provider sends', [42], 'unsupported-frame'],
    ['that only servers send each other', [6, 1, 120], 'unsupported-frame'],
    ['that only a server sends', [2, 2], 'unsupported-frame'],
    ['without a type', [], 'frame-unreadable'],
    ['that is cut', [0, 2, 50, 1], 'frame-unreadable'],
    ['of no kind of sync', [0, 7, 0], 'frame-unreadable'],
    ['with a state vector that is none', [0, 0, 1, 200], 'frame-unreadable']
  ])('P2 has a message %s refused by name, and goes on', async (_what, bytes, reason) => {
    const world = openWorld()
    const [ana] = (await providersIn(world, 1)) as [TestProvider]
    ana.send(Uint8Array.of(6, ...Buffer.from('readme'), ...bytes))
    ana.sendUpdate(ana.change((text) => text.insert(0, 'x')))
    await world.settle()
    expect([ana.refusals(), ana.statuses(), ana.closed]).toEqual([[reason], [true], undefined])
  })

  it.each([
    ['nothing', []],
    ['a name that is cut', [9, 114]],
    ['a name that is no text', [2, 255, 255, 0]],
    ['a length without end', [255, 255, 255, 255, 255, 255, 255, 255, 255, 255]]
  ])('P5 has %s refused under no name, and goes on', async (_what, bytes) => {
    const world = openWorld()
    const [ana] = (await providersIn(world, 1)) as [TestProvider]
    ana.send(Uint8Array.from(bytes))
    ana.sendUpdate(ana.change((text) => text.insert(0, 'x')))
    await world.settle()
    expect([ana.refusals(''), ana.statuses(), ana.closed]).toEqual([['frame-unreadable'], [true], undefined])
  })

  it('F6 that sends too often is read more slowly, and loses nothing', async () => {
    const world = openWorld({ limits: { framesPerSecond: 2 } })
    const [ana] = (await providersIn(world, 1)) as [TestProvider]
    for (let left = 60; left > 0; left--) ana.sendUpdate(ana.change((text) => text.insert(0, 'x')))
    await world.settle()
    expect(ana.statuses().length).toBeLessThan(25)
    await world.pass(5_000)
    expect([ana.statuses(), ana.closed]).toEqual([Array(60).fill(true), undefined])
  })
})
