import { entryKind, startMark } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { type Log, LogError } from '../log/port.js'
import { openWorld } from './testing/open-world.js'

describe('push', () => {
  it('B1 is answered with a receipt once the log has it, and L2 others get its entries', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    expect((await ana.type('note')).position).toBe(1)
    await ben.untilPosition(1)
    expect(ben.entries()[0]).toMatchObject({ document: 'note', device: 'ana', kind: entryKind.update })
    ben.checkStream(startMark)
  })

  it('L7 its author gets its entries as headers without payload', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    await ana.greet()
    await ana.type('note')
    await ana.untilPosition(1)
    expect(ana.entries()[0]).toMatchObject({ position: 1, payload: null })
    ana.checkStream(startMark)
  })

  it('B7 in parts is appended whole', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    const request = ana.replica.make([ana.replica.edit('note', 'x'.repeat(1_000))])
    ana.push(request, 100)
    expect((await ana.untilReceipt(1)).refused).toEqual([])
  })

  it('B7 that was cut between parts leaves nothing behind', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    const request = ana.replica.make([ana.replica.edit('note', 'x'.repeat(1_000))])
    const { space, replica, batch, chain, content } = request
    ana.send({
      type: 'push',
      space,
      replica,
      batch,
      chain,
      part: 0,
      parts: 2,
      content: content.subarray(0, 500)
    })
    ana.drop()
    await world.settle()
    const again = world.connect(ana.replica)
    expect((await again.greet()).spaces[0]).toMatchObject({ head: { position: 0 }, held: { batch: 0 } })
    again.push(request)
    expect((await again.untilReceipt(1)).position).toBe(1)
  })

  it('B7 whose parts skip one is refused, and its other parts are dropped quietly', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    const { space, replica, batch, chain, content } = ana.replica.make([ana.replica.edit('note', 'hello')])
    const part = { type: 'push', space, replica, batch, chain, content, parts: 4 } as const
    ana.send({ ...part, part: 0 })
    for (const index of [2, 3]) ana.send({ ...part, part: index })
    expect(ana.all('error')).toMatchObject([{ code: 'batch-unreadable', space: 'notes', batch: 1 }])
  })

  it('P4 larger than a batch may be is refused by name, before it is whole', async () => {
    const world = openWorld({ limits: { batchBytes: 1_000 } })
    const ana = world.connect()
    await ana.greet()
    ana.push(ana.replica.make([ana.replica.edit('note', 'x'.repeat(2_000))]), 400)
    expect(ana.all('error')).toMatchObject([{ code: 'batch-too-large', batch: 1 }])
    expect(ana.closed).toBeUndefined()
  })

  it('B4 several may be in flight, and are appended in order', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    const requests = ['a', 'b', 'c'].map((text) => ana.replica.make([ana.replica.edit('note', text)]))
    for (const request of requests) ana.push(request)
    await ana.untilReceipt(3)
    expect(ana.all('receipt').map(({ batch, position }) => [batch, position])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3]
    ])
  })

  it('B4 beyond the bytes in flight is refused by name, and nothing of it is applied', async () => {
    const world = openWorld({ limits: { inFlightBytes: 1_000 } })
    const ana = world.connect()
    await ana.greet()
    const first = ana.replica.make([ana.replica.edit('note', 'x'.repeat(900))])
    const second = ana.replica.make([ana.replica.edit('note', 'y'.repeat(900))])
    ana.push(first)
    ana.push(second)
    expect(ana.all('error')).toMatchObject([{ code: 'in-flight-exceeded', batch: 2 }])
    expect(ana.closed?.code).toBe(4100)
    await world.settle()
    expect(await world.log.spaces()).toMatchObject([{ head: { position: 1 } }])
  })

  it('B4 that skips a number is refused and changes nothing', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    ana.replica.make([ana.replica.edit('note', 'a')])
    ana.push(ana.replica.make([ana.replica.edit('note', 'b')]))
    expect((await ana.untilError('batch-out-of-order')).message).toContain('1 is expected')
  })

  it('B3 repeated gets the same receipt, and another chain hash is replica-rewound', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    const copy = ana.replica.copy()
    const request = ana.replica.make([ana.replica.edit('note', 'a')])
    ana.push(request)
    const receipt = await ana.untilReceipt(1)
    ana.push(request)
    await ana.until(() => ana.all('receipt').length === 2)
    expect(ana.all('receipt')[1]).toEqual(receipt)
    ana.push(copy.make([copy.edit('note', 'z')]))
    expect(await ana.untilError('replica-rewound')).toMatchObject({ space: 'notes', batch: 1 })
    // Nothing more is taken for the space until the next hello.
    ana.push(request)
    expect(await ana.untilError('not-greeted')).toMatchObject({ batch: 1 })
  })

  it('P4 entries beyond the rate wait; none is lost', async () => {
    const world = openWorld({ limits: { entriesPerSecond: 1 } })
    const ana = world.connect()
    await ana.greet()
    for (let index = 0; index < 6; index++) ana.push(ana.replica.make([ana.replica.edit('note', 'x')]))
    await ana.untilReceipt(4)
    await world.settle()
    expect(ana.all('receipt')).toHaveLength(4)
    world.clock.advance(1_000)
    await ana.untilReceipt(5)
    world.clock.advance(1_000)
    await ana.untilReceipt(6)
    expect(ana.all('error')).toEqual([])
  })

  it.each(['log-full', 'log-unavailable', 'log-damaged'] as const)(
    'L6 that the log cannot take is answered with %s for that batch, and heals',
    async (code) => {
      const world = openWorld()
      const failing = withAppend(world.log)
      const other = openWorld({ log: failing.log })
      const ana = other.connect()
      await ana.greet()
      const request = ana.replica.make([ana.replica.edit('note', 'a')])
      failing.error = new LogError(code, 'no room')
      ana.push(request)
      const error = await ana.untilError(code)
      expect(error).toMatchObject({ space: 'notes', batch: 1 })
      expect(error.retryAfterMs === null).toBe(code === 'log-damaged')
      expect(ana.all('receipt')).toEqual([])
      failing.error = undefined
      ana.push(request)
      expect((await ana.untilReceipt(1)).position).toBe(1)
    }
  )

  it('P1 to a replica that is not the one of the hello is not taken', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    ana.push({ ...ana.replica.make([ana.replica.edit('note', 'a')]), replica: 'ben-1' })
    expect(await ana.untilError('not-greeted')).toMatchObject({ batch: 1 })
  })
})

function withAppend(log: Log): { log: Log; error: LogError | undefined } {
  const failing = {
    error: undefined as LogError | undefined,
    log: {
      ...log,
      append: async (request) => {
        if (failing.error) throw failing.error
        return log.append(request)
      }
    } as Log
  }
  return failing
}
