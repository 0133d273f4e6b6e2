import { describe, expect, it } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate as encodeOf } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { TestGuest } from '../guests/testing/test-guest.js'
import { openWorld, type World } from '../session/testing/open-world.js'
import type { TestDevice } from '../session/testing/test-device.js'
import { type AwarenessState, encodeAwarenessUpdate, parseAwarenessUpdate } from './awareness-update.js'

const tickMs = 40
const state = (client: number, clock: number, json = '{"user":{"name":"Ana"}}'): AwarenessState => ({
  client,
  clock,
  json
})

function show(device: TestDevice, states: AwarenessState[], document = 'readme'): void {
  device.send({ type: 'awareness', space: 'notes', document, update: encodeAwarenessUpdate(states) })
}

/** What the device was told of a document, in order. */
function seen(device: TestDevice, document = 'readme'): AwarenessState[] {
  return device
    .all('awareness')
    .filter((frame) => frame.document === document)
    .flatMap(({ update }) => {
      const states = parseAwarenessUpdate(update, 2_000)
      return states.ok ? states.value : []
    })
}

interface Meeting {
  readonly world: World
  readonly device: TestDevice
  readonly ana: TestGuest
  readonly ben: TestGuest
}

async function meet(): Promise<Meeting> {
  const world = openWorld()
  const device = world.connect({ device: 'cleo' })
  await device.greet()
  const [ana, ben] = [new TestGuest(world.relay), new TestGuest(world.relay)]
  await world.settle()
  return { world, device, ana, ben }
}

describe('presence of guests and devices', () => {
  it('F8 is told both ways, in the document that it is in alone, and never stored', async () => {
    const { world, device, ana, ben } = await meet()
    const elsewhere = new TestGuest(world.relay, { document: 'other' })
    const foreign = new TestGuest(world.relay, { space: 'letters' })
    ana.sendPresence(state(1, 1))
    show(device, [state(9, 1)])
    show(device, [state(9, 1)], 'other')
    await world.pass(tickMs)
    expect(seen(device)).toEqual([state(1, 1)])
    expect(ana.present).toEqual([state(9, 1)])
    expect(ben.present).toEqual([state(1, 1), state(9, 1)])
    expect([elsewhere.present, foreign.present]).toEqual([[state(9, 1)], []])
    expect(await world.log.spaces()).toMatchObject([{ head: { position: 0 } }])
  })

  it('F8 is told to who comes later', async () => {
    const { world, device, ana } = await meet()
    ana.sendPresence(state(1, 1))
    show(device, [state(9, 1)])
    await world.pass(tickMs)
    const late = new TestGuest(world.relay)
    expect(late.present).toEqual([state(1, 1), state(9, 1)])
  })

  it('F8 is understood by an unmodified awareness, which sends on what it hears, and all agree', async () => {
    const { world, device, ana, ben } = await meet()
    const guests = [ana, ben].map((guest) => {
      const awareness = new Awareness(new Y.Doc())
      let heard = 0
      const send = (clients: number[]): void => guest.send(presenceMessage(encodeOf(awareness, clients)))
      // What y-websocket does, whoever changed it.
      awareness.on('update', ({ added, updated, removed }: Record<string, number[]>) =>
        send([...(added ?? []), ...(updated ?? []), ...(removed ?? [])])
      )
      const hear = (): void => {
        const updates = guest.contents('presence')
        for (const update of updates.slice(heard)) applyAwarenessUpdate(awareness, update, null)
        heard = updates.length
      }
      return { awareness, hear, send }
    })
    show(device, [state(9, 1)])
    for (const [index, { awareness }] of guests.entries()) awareness.setLocalState({ at: index })
    for (let round = 0; round < 5; round++) {
      await world.pass(tickMs)
      for (const { hear } of guests) hear()
    }
    const [first, second] = guests.map(({ awareness }) => Object.fromEntries(awareness.getStates()))
    expect(first).toEqual(second)
    expect(Object.keys(first ?? {})).toHaveLength(3)
    expect([ana.denied, ben.denied, device.all('error')]).toEqual([[], [], []])
    // The echoes changed nothing: each is still its own connection's.
    ben.drop()
    await world.pass(tickMs)
    expect(seen(device).filter(({ json }) => json === 'null')).toEqual([
      state(guests[1]?.awareness.clientID as number, 1, 'null')
    ])
    for (const { awareness } of guests) awareness.destroy()
  })

  it('F8 leaves with its connection', async () => {
    const { world, device, ana, ben } = await meet()
    ana.sendPresence(state(1, 7))
    await world.pass(tickMs)
    ana.drop()
    await world.pass(tickMs)
    expect(seen(device).at(-1)).toEqual(state(1, 7, 'null'))
    expect(ben.present.at(-1)).toEqual(state(1, 7, 'null'))
    expect(new TestGuest(world.relay).present).toEqual([])
  })

  it('F8 that left is not brought back by who still tells of it', async () => {
    const { world, device, ana, ben } = await meet()
    ana.sendPresence(state(1, 7))
    show(device, [state(9, 3)])
    await world.pass(tickMs)
    ana.drop()
    device.drop()
    ben.sendPresence(state(1, 7), state(9, 3), state(2, 1))
    await world.pass(tickMs)
    const late = new TestGuest(world.relay)
    expect(late.present).toEqual([state(2, 1)])
    // Its client itself comes back at a higher clock.
    const again = new TestGuest(world.relay)
    again.sendPresence(state(1, 8))
    await world.pass(tickMs)
    expect(ben.present.at(-1)).toEqual(state(1, 8))
  })

  it('F8 of a device is neither taken nor changed nor removed by a guest', async () => {
    const { world, device, ana, ben } = await meet()
    show(device, [state(9, 1)])
    await world.pass(tickMs)
    ana.sendPresence(state(9, 50, '{"user":{"name":"Mallory"}}'), state(1, 1))
    ana.sendPresence(state(9, 1, 'null'))
    ana.sendPresence(state(9, 51, 'null'))
    await world.pass(tickMs)
    expect(ben.present).toEqual([state(9, 1), state(1, 1)])
    show(device, [state(9, 2)])
    await world.pass(tickMs)
    expect(ben.present.at(-1)).toEqual(state(9, 2))
    ana.drop()
    await world.pass(tickMs)
    expect(ben.present.filter(({ client }) => client === 9).at(-1)).toEqual(state(9, 2))
    expect(device.all('error')).toEqual([])
  })

  it('F8 that a guest told of before its device did is the device’s once it speaks', async () => {
    const { world, device, ana, ben } = await meet()
    ana.sendPresence(state(9, 1))
    await world.pass(tickMs)
    show(device, [state(9, 2)])
    await world.pass(tickMs)
    expect(device.all('error')).toEqual([])
    ana.drop()
    await world.pass(tickMs)
    expect(ben.present).toEqual([state(9, 1), state(9, 2)])
    device.drop()
    await world.pass(tickMs)
    expect(ben.present.at(-1)).toEqual(state(9, 2, 'null'))
  })

  it('F8 of all is told to a guest that asks, its own included', async () => {
    const { world, device, ana } = await meet()
    ana.sendPresence(state(1, 1))
    show(device, [state(9, 1)])
    await world.pass(tickMs)
    const before = ana.present.length
    ana.send(Uint8Array.of(3))
    expect(ana.present.slice(before)).toEqual([state(1, 1), state(9, 1)])
  })

  it('R1 of a guest is bounded: what is too large, too deep or of too many is taken as nothing', async () => {
    const { world, device, ana } = await meet()
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`
    ana.sendPresence(state(1, 1, `{"a":"${'x'.repeat(70_000)}"}`))
    ana.sendPresence(state(1, 1, `{"a":${deep}}`))
    ana.sendPresence(state(1, 1, '{'))
    ana.sendPresence(...Array.from({ length: 1_100 }, (_, client) => state(client, 1)))
    ana.sendPresence(...Array.from({ length: 65 }, (_, client) => state(client, 1)))
    await world.pass(tickMs)
    expect([seen(device), ana.closed]).toEqual([[], undefined])
    ana.sendPresence(...Array.from({ length: 64 }, (_, client) => state(client, 1)))
    await world.pass(tickMs)
    expect(seen(device)).toHaveLength(64)
  })

  it('R1 of a guest that sends on all it hears is not dropped for that', async () => {
    const { world, device, ana } = await meet()
    for (let round = 1; round <= 500; round++) {
      // Each tick it hears of somebody, and sends that on; and it moves its own caret nearly as often.
      ana.sendPresence(state(9, round))
      ana.sendPresence(state(1, round))
      await world.pass(tickMs)
    }
    expect(seen(device).filter(({ client }) => client === 1)).toHaveLength(500)
  })

  it('F8 is told to a silent guest as nothing every 10 s, so that its client takes the relay for alive', async () => {
    const { world, ana } = await meet()
    const before = ana.contents('presence').length
    await world.pass(120_000)
    const kept = ana.contents('presence').slice(before)
    expect(kept).toHaveLength(12)
    const awareness = new Awareness(new Y.Doc())
    let changes = 0
    awareness.on('update', () => changes++)
    for (const update of kept) applyAwarenessUpdate(awareness, update, null)
    expect(changes).toBe(0)
    awareness.destroy()
    ana.drop()
    const heard = ana.heard.length
    await world.pass(60_000)
    expect(ana.heard).toHaveLength(heard)
  })
})

function presenceMessage(update: Uint8Array): Uint8Array {
  if (update.length > 127) throw new Error('a length of one byte is written here')
  return Uint8Array.of(1, update.length, ...update)
}
