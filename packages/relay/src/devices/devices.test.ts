import type { DeviceRow } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { openWorld, type World } from '../session/testing/open-world.js'
import type { TestDevice } from '../session/testing/test-device.js'

/** The rows as the device has them after all frames. */
function rows(device: TestDevice): Record<string, DeviceRow> {
  let table: Record<string, DeviceRow> = {}
  for (const frame of device.all('devices')) {
    if (frame.whole) table = {}
    for (const row of frame.rows) {
      if (row.removed) delete table[row.replica]
      else table[row.replica] = row
    }
  }
  return table
}

const pass = (world: World, ms: number): Promise<void> => world.pass(ms)

async function pair(world: World): Promise<[TestDevice, TestDevice]> {
  const ana = world.connect({ device: 'ana' })
  const ben = world.connect({ device: 'ben' })
  await ana.greet()
  await ben.greet()
  await pass(world, 1_500)
  return [ana, ben]
}

describe('the devices view', () => {
  it('S1 comes whole after the welcome, with who is connected', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    expect(ana.all('devices')[0]).toMatchObject({ space: 'notes', whole: true })
    expect(rows(ana)).toMatchObject({
      'ana-1': { online: true },
      'ben-1': { online: true, name: 'ben’s phone' }
    })
    expect(Object.keys(rows(ben))).toEqual(['ana-1', 'ben-1'])
  })

  it('S2 a cursor that a device reports is told to the others', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    await ana.type('note')
    await pass(world, 1_500)
    expect(rows(ana)['ben-1']).toMatchObject({ cursor: 0, behind: { edits: 1, documents: 1 } })
    ben.send({ type: 'cursor', space: 'notes', position: 1, waitingEdits: 2, persistent: true })
    await pass(world, 50)
    expect(rows(ana)['ben-1']).toMatchObject({
      cursor: 1,
      behind: { edits: 0 },
      waiting: { edits: 2 },
      persistent: true
    })
  })

  it('S2 cursors that move all the time are told once a second after a few, and the last one is told', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    for (let index = 0; index < 100; index++) await ana.type('note')
    await pass(world, 10_000)
    const before = ana.all('devices').length
    for (let position = 1; position <= 100; position++) {
      ben.send({ type: 'cursor', space: 'notes', position, waitingEdits: 0, persistent: true })
      await pass(world, 100)
    }
    const told = ana.all('devices').length - before
    expect(told).toBeGreaterThanOrEqual(10)
    expect(told).toBeLessThanOrEqual(17)
    await pass(world, 1_000)
    expect(rows(ana)['ben-1']).toMatchObject({ cursor: 100, behind: { edits: 0 } })
  })

  it('S1 who comes while cursors move all the time gets the list within 50 ms', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    for (let index = 0; index < 30; index++) await ana.type('note')
    for (let position = 1; position <= 30; position++) {
      ben.send({ type: 'cursor', space: 'notes', position, waitingEdits: 0, persistent: true })
      await pass(world, 100)
    }
    const cora = world.connect({ device: 'cora' })
    await cora.greet()
    await pass(world, 50)
    expect(cora.all('devices')[0]).toMatchObject({ whole: true })
  })

  it('S2 a cursor is told within a second after very many have come and gone', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    for (let visit = 0; visit < 100; visit++) {
      const guest = world.connect({ device: `guest-${visit}` })
      await guest.greet()
      await pass(world, 60)
      guest.drop()
    }
    await ana.type('note')
    ben.send({ type: 'cursor', space: 'notes', position: 1, waitingEdits: 0, persistent: true })
    await pass(world, 1_100)
    expect(rows(ana)['ben-1']).toMatchObject({ cursor: 1 })
  })

  it('S2 no device is shown to hold what the log does not', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    ben.send({ type: 'cursor', space: 'notes', position: 1_000, waitingEdits: 0, persistent: false })
    await pass(world, 500)
    expect(rows(ana)['ben-1']?.cursor).toBe(0)
  })

  it('L9 a lower cursor than before is ignored', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    for (let index = 0; index < 3; index++) await ana.type('note')
    for (const position of [3, 1]) {
      ben.send({ type: 'cursor', space: 'notes', position, waitingEdits: position, persistent: true })
    }
    await pass(world, 500)
    expect(rows(ana)['ben-1']).toMatchObject({ cursor: 3, waiting: { edits: 1 } })
  })

  it('S6 a device that leaves is shown at once, as of when it was last heard', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    ben.send({ type: 'cursor', space: 'notes', position: 0, waitingEdits: 0, persistent: true })
    await pass(world, 3_000)
    ben.send({ type: 'ping', number: 1 })
    const heard = world.clock.now()
    await pass(world, 3_000)
    ben.drop()
    await pass(world, 100)
    expect(rows(ana)['ben-1']).toMatchObject({ online: false, lastSeen: heard })
  })

  it('S1 changes are gathered: many reports are told a few times a second', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    for (let index = 0; index < 40; index++) await ana.type('note')
    await pass(world, 1_500)
    const before = ana.all('devices').length
    for (let position = 1; position <= 39; position++) {
      ben.send({ type: 'cursor', space: 'notes', position, waitingEdits: 0, persistent: true })
      await pass(world, 50)
    }
    // 39 reports in about two seconds.
    expect(ana.all('devices').length - before).toBeLessThanOrEqual(10)
    await pass(world, 300)
    expect(rows(ana)['ben-1']?.cursor).toBe(39)
  })

  it('S1 a device that did not change is not told again', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    const before = ana.all('devices').length
    for (let index = 0; index < 10; index++) {
      ben.send({ type: 'cursor', space: 'notes', position: 0, waitingEdits: 0, persistent: true })
      await pass(world, 300)
    }
    // Once: it had not said how much waits before.
    expect(ana.all('devices').length - before).toBe(1)
  })

  it('S4 a device that a person removed is told to start anew, and its row goes', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    ana.send({ type: 'forget', space: 'notes', device: 'ben' })
    expect(await ben.untilError('replica-removed')).toMatchObject({ space: 'notes' })
    await pass(world, 500)
    expect(Object.keys(rows(ana))).toEqual(['ana-1'])
    expect(ana.all('devices').some((frame) => frame.rows.some((row) => row.removed))).toBe(true)
    ben.push(ben.replica.make([ben.replica.edit('note', 'x')]))
    expect(await ben.untilError('not-greeted')).toMatchObject({ batch: 1 })
    expect((await ben.greet()).spaces[0]?.standing).toBe('replica-removed')
  })

  it('P8 a device whose socket is full gets the whole list when it has room', async () => {
    const world = openWorld()
    const [ana, ben] = await pair(world)
    ana.setBuffered(2_000_000)
    ben.drop()
    await pass(world, 1_000)
    expect(rows(ana)['ben-1']?.online).toBe(true)
    ana.setBuffered(0)
    await pass(world, 1_000)
    expect(rows(ana)['ben-1']?.online).toBe(false)
    expect(ana.all('devices').filter((frame) => frame.whole)).toHaveLength(2)
  })
})
