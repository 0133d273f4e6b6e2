import { describe, expect, it } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate as encodeOf } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { openWorld, type World } from '../session/testing/open-world.js'
import type { TestDevice } from '../session/testing/test-device.js'
import {
  type AwarenessState,
  encodeAwarenessUpdate,
  mostStates,
  parseAwarenessUpdate
} from './awareness-update.js'

const state = (client: number, clock: number, json = '{"name":"Ana"}'): AwarenessState => ({
  client,
  clock,
  json
})

function show(device: TestDevice, states: readonly AwarenessState[], document = 'note'): void {
  device.send({ type: 'awareness', space: 'notes', document, update: encodeAwarenessUpdate(states) })
}

/** What the device was told, in order. */
function seen(device: TestDevice): AwarenessState[][] {
  return device.all('awareness').map(({ update }) => {
    const states = parseAwarenessUpdate(update)
    return states.ok ? states.value : []
  })
}

async function pair(world: World): Promise<[TestDevice, TestDevice]> {
  const ana = world.connect({ device: 'ana' })
  const ben = world.connect({ device: 'ben' })
  await ana.greet()
  await ben.greet()
  await world.settle()
  return [ana, ben]
}

describe('presence', () => {
  it('R1 reaches the others, gathered, and not the one it came from; and never the log', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    show(ana, [state(1, 1)])
    show(ana, [state(1, 2, '{"name":"Ana","at":7}')])
    show(ana, [state(5, 1)], 'other')
    expect(seen(ben)).toEqual([])
    world.clock.advance(40)
    expect(seen(ben)).toEqual([[state(1, 2, '{"name":"Ana","at":7}')], [state(5, 1)]])
    expect(seen(ana)).toEqual([])
    expect((await world.log.spaces())[0]?.head.position).toBe(0)
  })

  it('R1 is understood by an unmodified y-protocols awareness, its end too', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    const local = new Awareness(new Y.Doc())
    const remote = new Awareness(new Y.Doc())
    local.setLocalState({ name: 'Ana' })
    const tell = (): void => {
      const update = encodeOf(local, [local.clientID])
      ana.send({ type: 'awareness', space: 'notes', document: 'note', update })
      world.clock.advance(40)
      const heard = ben.all('awareness').at(-1)
      if (heard) applyAwarenessUpdate(remote, heard.update, null)
    }
    tell()
    expect(remote.getStates().get(local.clientID)).toEqual({ name: 'Ana' })
    ana.drop()
    world.clock.advance(40)
    applyAwarenessUpdate(remote, ben.all('awareness').at(-1)?.update as Uint8Array, null)
    expect(remote.getStates().has(local.clientID)).toBe(false)
    // Back again with its next state: taken at once.
    const back = world.connect(ana.replica)
    await back.greet()
    local.setLocalState({ name: 'Ana', back: true })
    const update = encodeOf(local, [local.clientID])
    back.send({ type: 'awareness', space: 'notes', document: 'note', update })
    world.clock.advance(40)
    applyAwarenessUpdate(remote, ben.all('awareness').at(-1)?.update as Uint8Array, null)
    expect(remote.getStates().get(local.clientID)).toEqual({ name: 'Ana', back: true })
    local.destroy()
    remote.destroy()
  })

  it('R2 leaves with its device', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    show(ana, [state(1, 7)])
    world.clock.advance(40)
    ana.drop()
    world.clock.advance(40)
    expect(seen(ben).at(-1)).toEqual([state(1, 7, 'null')])
    const cleo = world.connect({ device: 'cleo' })
    await cleo.greet()
    expect(seen(cleo)).toEqual([])
  })

  it('R1 is told to who comes later', async () => {
    const world = openWorld()
    const [ana] = await pair(world)
    show(ana, [state(1, 1)])
    world.clock.advance(40)
    const cleo = world.connect({ device: 'cleo' })
    await cleo.greet()
    await cleo.until(() => seen(cleo).length === 1)
    expect(seen(cleo)).toEqual([[state(1, 1)]])
  })

  it('R1 an id belongs to the replica that used it first: another one may neither change nor remove it', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    show(ana, [state(1, 1)])
    show(ben, [state(2, 1), state(1, 0xffff_ffff, '{"name":"Mallory"}')])
    show(ben, [state(1, 1, 'null')])
    expect(ben.all('error').map(({ code, space }) => [code, space])).toEqual([
      ['presence-refused', 'notes'],
      ['presence-refused', 'notes']
    ])
    world.clock.advance(40)
    // Whole or not at all: what came along with the theft is not told either.
    expect(seen(ana)).toEqual([])
    expect(seen(ben)).toEqual([[state(1, 1)]])
  })

  it('R1 its own replica may take an id over on a new connection', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    show(ana, [state(1, 1)])
    world.clock.advance(40)
    const again = world.connect(ana.replica)
    await again.greet()
    show(again, [state(1, 2)])
    world.clock.advance(40)
    expect(seen(ben).at(-1)).toEqual([state(1, 2)])
    expect(again.all('error')).toEqual([])
  })

  it('R1 the removal of nobody, and an older state, leave no trace', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    for (let client = 0; client < 20; client++) show(ana, [state(client, 1, 'null')])
    show(ana, [state(50, 5)])
    show(ana, [state(50, 4)])
    show(ana, [state(50, 5)])
    world.clock.advance(40)
    expect(seen(ben)).toEqual([[state(50, 5)]])
  })

  it.each([
    ['too large', encodeAwarenessUpdate([state(1, 1, JSON.stringify('x'.repeat(20_000)))])],
    [
      'of too many',
      encodeAwarenessUpdate(Array.from({ length: mostStates + 1 }, (_, index) => state(index, 1)))
    ],
    ['cut', encodeAwarenessUpdate([state(1, 1)]).subarray(0, 6)],
    ['not JSON', encodeAwarenessUpdate([state(1, 1, '{')])],
    ['no object', encodeAwarenessUpdate([state(1, 1, '[]')])],
    ['too deep', encodeAwarenessUpdate([state(1, 1, `{"a":${'['.repeat(50)}${']'.repeat(50)}}`)])]
  ])('R1 an update %s is refused by name', async (_what, update) => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    ana.send({ type: 'awareness', space: 'notes', document: 'note', update })
    expect(ana.all('error')).toMatchObject([{ code: 'presence-refused', space: 'notes' }])
    world.clock.advance(40)
    expect(seen(ben)).toEqual([])
  })

  it('R1 a device has as many ids as it may, in all documents together', async () => {
    const world = openWorld({ limits: { presencePerSecond: 1_000 } })
    const [ana] = await pair(world)
    for (let client = 0; client < 64; client++) show(ana, [state(client, 1)], `note-${client}`)
    expect(ana.all('error')).toEqual([])
    show(ana, [state(64, 1)])
    expect(ana.all('error')).toMatchObject([{ code: 'presence-refused' }])
  })

  it('R1 beyond the rate is dropped, and said once', async () => {
    const world = openWorld({ limits: { presencePerSecond: 5 } })
    const [ana, ben] = await pair(world)
    for (let clock = 1; clock <= 50; clock++) show(ana, [state(1, clock)])
    world.clock.advance(40)
    expect(seen(ben)).toEqual([[state(1, 10)]])
    expect(ana.all('error')).toMatchObject([{ code: 'rate-exceeded', space: 'notes' }])
    expect(ana.closed).toBeUndefined()
  })

  it('P1 in a document whose id is none is refused', async () => {
    const world = openWorld()
    const [ana] = await pair(world)
    show(ana, [state(1, 1)], '../note')
    expect(ana.all('error')).toMatchObject([{ code: 'id-invalid' }])
  })
})

describe('presence of a device that reads slowly', () => {
  it('R3 is dropped, and it is told as it is by then once the device has room: who changed, and who left', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    const cleo = world.connect({ device: 'cleo' })
    await cleo.greet()
    show(cleo, [state(3, 1)])
    show(ana, [state(1, 1)])
    await world.pass(40)
    ben.setBuffered(2 * 1024 * 1024)
    for (let clock = 2; clock <= 9; clock++) {
      show(ana, [state(1, clock)])
      await world.pass(40)
    }
    cleo.drop()
    await world.pass(1_000)
    const heard = seen(ben).length
    ben.setBuffered(0)
    await world.pass(1_000)
    expect(seen(ben).slice(heard)).toEqual([[state(1, 9), state(3, 1, 'null')]])
    expect(seen(ana).at(-1)).toEqual([state(3, 1, 'null')])
  })

  it('R3 holds up no receipt of one who pushes while many are told', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    await ana.greet()
    const others = Array.from({ length: 200 }, (_, index) => world.connect({ device: `other-${index}` }))
    for (const other of others) await other.greet()
    show(ana, [state(1, 1)])
    const told = (): number => others.filter((other) => seen(other).length > 0).length
    while (told() === 0) world.clock.runNext()
    expect(told()).toBeLessThan(others.length)
    await ana.type('note')
    expect(told()).toBeLessThan(others.length)
    await world.pass(100)
    expect(told()).toBe(others.length)
  })
})
