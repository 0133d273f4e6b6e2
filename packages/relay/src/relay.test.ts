import { describe, expect, it } from 'vitest'
import type { AppendOutcome, Log } from './log/port.js'
import { openWorld } from './session/testing/open-world.js'

describe('a relay that stops', () => {
  it('P7 tells every device to come back later, spread, and takes no new one', async () => {
    const world = openWorld()
    const devices = Array.from({ length: 50 }, (_, index) => world.connect({ device: `d${index}` }))
    for (const device of devices) await device.greet()
    const closing = world.relay.close({ retryAfterMs: 2_000 })
    await Promise.all(devices.map((device) => device.until(() => device.closed !== undefined)))
    await closing
    const waits = devices.map((device) => device.all('error').at(-1)?.retryAfterMs ?? 0)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(2_000)
    expect(Math.max(...waits)).toBeLessThanOrEqual(4_000)
    expect(new Set(waits).size).toBeGreaterThan(30)
    for (const device of devices) {
      expect(device.all('error').at(-1)?.code).toBe('relay-stopping')
      expect(device.closed).toEqual({ code: 4100, reason: 'relay-stopping' })
    }
    expect(world.relay.sessions).toBe(0)
    expect(world.connect().closed?.code).toBe(4100)
  })

  it('B1 waits for what the log has, and its receipts go out first', async () => {
    const world = openWorld()
    let finish = (): void => {}
    const slow: Log = {
      ...world.log,
      append: async (request): Promise<AppendOutcome> => {
        await new Promise<void>((resolve) => {
          finish = resolve
        })
        return world.log.append(request)
      }
    }
    const other = openWorld({ log: slow })
    const ana = other.connect()
    await ana.greet()
    ana.push(ana.replica.make([ana.replica.edit('note', 'a')]))
    const closing = other.relay.close()
    await other.settle()
    expect(ana.closed).toBeUndefined()
    finish()
    await closing
    expect(ana.heard.slice(-2).map((frame) => frame.type)).toEqual(['receipt', 'error'])
  })

  it('B1 does not wait for ever', async () => {
    const world = openWorld()
    const stuck: Log = { ...world.log, append: () => new Promise(() => {}) }
    const other = openWorld({ log: stuck })
    const ana = other.connect()
    await ana.greet()
    ana.push(ana.replica.make([ana.replica.edit('note', 'a')]))
    const closing = other.relay.close()
    await other.pass(16_000)
    await closing
    expect(ana.closed?.reason).toBe('relay-stopping')
    expect(ana.all('receipt')).toEqual([])
  })

  it('S6 has written when each device was last heard before it says that it stopped', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    ana.send({ type: 'cursor', space: 'notes', position: 0, waitingEdits: 0, persistent: true })
    await world.pass(60_000)
    ana.send({ type: 'ping', number: 1 })
    const heard = world.clock.now()
    await world.pass(5_000)
    await world.relay.close()
    expect((await world.log.devices('notes'))[0]?.lastSeen).toBe(heard)
  })

  it('C4 leaves no timer behind', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    await ana.type('note')
    await world.relay.close()
    await world.settle()
    expect(world.clock.nextDue()).toBeUndefined()
  })
})

describe('folding', () => {
  it('L12 comes after many entries, and keeps history by default', async () => {
    const world = openWorld({ fold: { minEntries: 2, afterEntries: 10 } })
    const ana = world.connect()
    await ana.greet()
    for (let index = 0; index < 10; index++) await ana.type('note')
    await world.settle()
    expect((await world.log.readDocument('notes', 'note'))?.snapshot?.position).toBe(10)
    expect((await world.log.spaces())[0]?.horizon).toBe(0)
  })

  it('L12 comes slowly by the clock, and lets go of what is older than the retention', async () => {
    const world = openWorld({ fold: { minEntries: 2, everyMs: 60_000, retentionMs: 100_000 } })
    const ana = world.connect()
    await ana.greet()
    for (let index = 0; index < 5; index++) await ana.type('note')
    world.clock.advance(60_000)
    await world.settle()
    expect((await world.log.readDocument('notes', 'note'))?.snapshot?.position).toBe(5)
    expect((await world.log.spaces())[0]?.horizon).toBe(0)
    world.clock.advance(60_000)
    await world.settle()
    expect((await world.log.spaces())[0]?.horizon).toBe(5)
  })
})
