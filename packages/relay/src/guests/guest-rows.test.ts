import type { DeviceRow } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { openWorld, type World } from '../session/testing/open-world.js'
import type { TestDevice } from '../session/testing/test-device.js'
import { TestGuest } from './testing/test-guest.js'

const dayMs = 24 * 60 * 60_000

/** Rows as the device has them now: whole lists, then what changed. */
function rowsOf(device: TestDevice): DeviceRow[] {
  const rows = new Map<string, DeviceRow>()
  for (const frame of device.all('devices')) {
    if (frame.whole) rows.clear()
    for (const row of frame.rows) {
      if (row.removed) rows.delete(row.replica)
      else rows.set(row.replica, row)
    }
  }
  return [...rows.values()].filter(({ kind }) => kind !== 'weft')
}

const named = (guest: TestGuest, client: number, name: string, clock = 1): void =>
  guest.sendPresence({ client, clock, json: JSON.stringify({ user: { name } }) })

async function watch(): Promise<{ world: World; device: TestDevice }> {
  const world = openWorld()
  const device = world.connect({ device: 'cleo' })
  await device.greet()
  await world.pass(2_000)
  return { world, device }
}

describe('the row of a guest', () => {
  it('F9 says which kind it is and that it is here, and claims nothing of what it holds', async () => {
    const { world, device } = await watch()
    const ana = new TestGuest(world.relay)
    await world.pass(2_000)
    expect(rowsOf(device)).toMatchObject([
      {
        ...{
          kind: 'yjs',
          online: true,
          name: '',
          cursor: 0,
          waiting: null,
          persistent: null,
          removed: false
        },
        behind: { edits: 0, documents: 0 }
      }
    ])
    named(ana, 1, 'Ana')
    await world.pass(2_000)
    expect(rowsOf(device)).toMatchObject([{ name: 'Ana', online: true }])
  })

  it('F9 is there for who comes later, and only in its space', async () => {
    const { world } = await watch()
    named(new TestGuest(world.relay), 1, 'Ana')
    new TestGuest(world.relay, { space: 'letters' })
    const late = world.connect({ device: 'dora' })
    await late.greet()
    await world.pass(2_000)
    expect(rowsOf(late).map(({ name }) => name)).toEqual(['Ana'])
  })

  it('F9 stays after it left, as offline and as of then', async () => {
    const { world, device } = await watch()
    const ana = new TestGuest(world.relay)
    named(ana, 1, 'Ana')
    await world.pass(10_000)
    const leftAt = world.clock.now()
    ana.drop()
    await world.pass(10_000)
    expect(rowsOf(device)).toMatchObject([{ name: 'Ana', online: false, lastSeen: leftAt }])
    const late = world.connect({ device: 'dora' })
    await late.greet()
    await world.pass(2_000)
    expect(rowsOf(late)).toMatchObject([{ name: 'Ana', online: false, lastSeen: leftAt }])
  })

  it('F9 goes from every screen a day after it left', async () => {
    const { world } = await watch()
    const ana = new TestGuest(world.relay)
    await world.pass(2_000)
    ana.drop()
    await world.pass(dayMs - 5_000)
    const device = world.connect({ device: 'dora' })
    await device.greet()
    await world.pass(2_000)
    expect(rowsOf(device)).toHaveLength(1)
    await world.pass(6_000)
    expect(rowsOf(device)).toEqual([])
  })

  it('F9 is kept for the eight that left last', async () => {
    const { world, device } = await watch()
    const guests = Array.from({ length: 12 }, () => new TestGuest(world.relay))
    for (const [index, guest] of guests.entries()) named(guest, index, `guest ${index}`)
    await world.pass(2_000)
    expect(rowsOf(device)).toHaveLength(12)
    for (const guest of guests) {
      guest.drop()
      await world.pass(1_000)
    }
    await world.pass(2_000)
    const left = rowsOf(device)
    expect(left.map(({ name }) => name)).toEqual([4, 5, 6, 7, 8, 9, 10, 11].map((index) => `guest ${index}`))
    expect(left.every(({ online }) => !online)).toBe(true)
  })

  it('F9 of an earlier stay goes when one of that name, or with that presence client, comes again', async () => {
    const { world, device } = await watch()
    const [ana, nameless] = [new TestGuest(world.relay), new TestGuest(world.relay)]
    named(ana, 1, 'Ana')
    nameless.sendPresence({ client: 2, clock: 1, json: '{}' })
    await world.pass(2_000)
    ana.drop()
    nameless.drop()
    await world.pass(2_000)
    const left = rowsOf(device).map(({ replica }) => replica)
    const [ben, again, other] = [1, 2, 3].map(() => new TestGuest(world.relay)) as TestGuest[]
    named(ben as TestGuest, 7, 'Ana')
    again?.sendPresence({ client: 2, clock: 2, json: '{}' })
    other?.sendPresence({ client: 8, clock: 1, json: '{}' })
    await world.pass(2_000)
    const now = rowsOf(device)
    expect([now.length, now.filter(({ online }) => !online)]).toEqual([3, []])
    expect(now.filter(({ replica }) => left.includes(replica))).toEqual([])
  })

  it('F9 of two that are here with one name are two', async () => {
    const { world, device } = await watch()
    for (const client of [1, 2]) named(new TestGuest(world.relay), client, 'Ana')
    await world.pass(2_000)
    expect(rowsOf(device).map(({ name }) => name)).toEqual(['Ana', 'Ana'])
  })

  it('F9 takes no name but a text, and no more of it than a row has room for', async () => {
    const { world, device } = await watch()
    const ana = new TestGuest(world.relay)
    for (const [clock, json] of ['{"user":null}', '{"user":{"name":7}}', '{"user":"Ana"}', '{}'].entries()) {
      ana.sendPresence({ client: 1, clock: clock + 1, json })
    }
    await world.pass(2_000)
    expect(rowsOf(device)[0]?.name).toBe('')
    named(ana, 1, 'x'.repeat(500), 9)
    await world.pass(2_000)
    expect(rowsOf(device)[0]?.name).toBe('x'.repeat(128))
  })

  it('F9 can be removed by a person once it left, and not before', async () => {
    const { world, device } = await watch()
    const ana = new TestGuest(world.relay)
    named(ana, 1, 'Ana')
    await world.pass(2_000)
    const id = rowsOf(device)[0]?.device as string
    device.send({ type: 'forget', space: 'notes', device: id })
    await world.pass(2_000)
    expect(rowsOf(device)).toHaveLength(1)
    ana.drop()
    await world.pass(2_000)
    device.send({ type: 'forget', space: 'notes', device: id })
    await world.pass(2_000)
    expect(rowsOf(device)).toEqual([])
    expect(device.all('error')).toEqual([])
  })
})
