import { startMark } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { openWorld } from '../session/testing/open-world.js'
import { bufferBound } from '../socket/outlet.js'

describe('fan-out', () => {
  it('L2 encodes a commit once for all who stand before it, and once for its author', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    await ana.greet()
    const readers = Array.from({ length: 50 }, (_, index) => world.connect({ device: `reader-${index}` }))
    for (const reader of readers) await reader.greet()
    await world.settle()
    const before = world.relay.counters.framesEncoded
    for (let index = 0; index < 10; index++) await ana.type('note')
    await Promise.all(readers.map((reader) => reader.untilPosition(10)))
    expect(world.relay.counters.framesEncoded - before).toBe(20)
    expect(world.relay.counters.logReads).toBe(1)
    for (const reader of readers) reader.checkStream(startMark)
  })

  it('L2 what became durable together travels in one frame', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    for (let index = 0; index < 20; index++) ana.push(ana.replica.make([ana.replica.edit('note', 'x')]))
    await ben.untilPosition(20)
    expect(ben.all('entries')).toHaveLength(1)
  })

  it('P8 without credit a device gets no entries, and nothing is read or kept for it', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet({}, 0)
    const reads = world.relay.counters.logReads
    for (let index = 0; index < 5; index++) await ana.type('note')
    await world.settle()
    expect(ben.all('entries').length + ben.all('snapshots').length).toBe(0)
    expect(world.relay.counters.logReads).toBe(reads)
  })

  it('P8 credit goes below zero by one frame, and each grant goes on where it stopped', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    await world.settle()
    ben.drop()
    for (let index = 0; index < 5; index++) await ana.type('note', 'x'.repeat(200_000))
    const again = world.connect(ben.replica)
    await again.greet({}, 0)
    again.credit(1)
    await again.until(() => again.all('snapshots').length === 1)
    await world.settle()
    expect(again.all('snapshots')).toHaveLength(1)
    const [size = 0] = again.sizes.filter((bytes) => bytes > 100_000)
    again.credit(size - 1)
    await world.settle()
    expect(again.all('snapshots')).toHaveLength(1)
    again.credit(1)
    await again.until(() => again.all('snapshots').length === 2)
    again.credit(10_000_000)
    await again.until(() => again.all('snapshots').at(-1)?.done === true)
    await ana.type('note')
    await again.untilPosition(6)
    expect(again.entries().map((entry) => entry.position)).toEqual([6])
  })

  it('P8 a socket that takes nothing pauses its device, and goes on when it has room', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    await world.settle()
    ben.setBuffered(bufferBound + 1)
    for (let index = 0; index < 3; index++) await ana.type('note')
    await world.settle()
    expect(ben.entries()).toEqual([])
    ben.setBuffered(0)
    await ben.untilPosition(3)
    ben.checkStream(startMark)
  })

  it('L10 a device that falls behind and catches up has a stream without a gap', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    await world.settle()
    for (let index = 0; index < 200; index++) {
      if (index % 7 === 0) ben.setBuffered(bufferBound + 1)
      if (index % 11 === 0) ben.setBuffered(0)
      await ana.type(`note-${index % 5}`)
    }
    ben.setBuffered(0)
    await ben.untilPosition(200)
    expect(ben.checkStream(startMark).position).toBe(200)
    expect(world.relay.counters.logReads).toBeLessThan(60)
  })

  it('L7 a batch larger than a page comes in frames below the limit, with the hash after each', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    await world.settle()
    const items = Array.from({ length: 30 }, (_, index) => ana.replica.edit(`n${index}`, 'x'.repeat(50_000)))
    ana.push(ana.replica.make(items), 500_000)
    await ben.untilPosition(30)
    expect(ben.all('entries').length).toBeGreaterThan(4)
    expect(Math.max(...ben.sizes)).toBeLessThan(300_000)
    ben.checkStream(startMark)
  })

  it('L7 one entry larger than a frame travels alone', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    await world.settle()
    const items = [
      ana.replica.edit('a', 'x'),
      ana.replica.edit('b', 'x'.repeat(2_000_000)),
      ana.replica.edit('c', 'x')
    ]
    ana.push(ana.replica.make(items), 500_000)
    await ben.untilPosition(3)
    expect(ben.all('entries').map((frame) => frame.entries.length)).toEqual([1, 1, 1])
    ben.checkStream(startMark)
  })

  it('P8 a slow reader costs the others nothing', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    const slow = Array.from({ length: 20 }, (_, index) => world.connect({ device: `slow-${index}` }))
    for (const device of [ana, ben]) await device.greet()
    for (const device of slow) await device.greet({}, 0)
    for (let index = 0; index < 50; index++) await ana.type('note', 'x'.repeat(10_000))
    await ben.untilPosition(50)
    const bytes = slow.map(({ sizes }) => sizes.reduce((sum, size) => sum + size, 0))
    expect(Math.max(...bytes)).toBeLessThan(20_000)
  })
})
