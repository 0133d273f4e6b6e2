import { systemRandom } from '@weft/base'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryLog } from '../../log/memory-log.js'
import { type Log, LogError } from '../../log/port.js'
import { openWorld } from '../../session/testing/open-world.js'
import { createProviders, textOf } from '../testing/connect-provider.js'
import { holdBack } from '../testing/held-back-log.js'
import { openGuestWorld, until } from '../testing/open-guest-world.js'
import { storedDoc } from '../testing/stored-document.js'
import { TestGuest } from '../testing/test-guest.js'

const { connect, close } = createProviders()
afterEach(close)

describe('a relay that stops', () => {
  it('P7 tells y-websocket clients to come back later, and takes nothing more', async () => {
    const world = openWorld()
    const guests = [new TestGuest(world.relay), new TestGuest(world.relay, { document: 'other' })]
    const [ana] = guests as [TestGuest]
    ana.sendStepOne()
    await world.settle()
    const stopped = world.relay.close()
    ana.edit((text) => text.insert(0, 'too late'))
    await stopped
    for (const guest of guests) expect(guest.closed).toEqual({ code: 4503, reason: 'relay-stopping' })
    expect((await storedDoc(world.log)).getText('t').length).toBe(0)
    expect(world.relay.sessions).toBe(0)
    const late = new TestGuest(world.relay)
    expect(late.closed).toEqual({ code: 4503, reason: 'relay-stopping' })
  })

  it('B1 waits for what guests have under way, and echoes it before it says goodbye', async () => {
    const held = holdBack(createMemoryLog({ random: systemRandom }))
    const world = openWorld({ log: held.log })
    const ana = new TestGuest(world.relay)
    ana.sendStepOne()
    await world.settle()
    held.hold()
    ana.edit((text) => text.insert(0, 'just in time'))
    const stopped = world.relay.close()
    await world.settle()
    expect(ana.closed).toBeUndefined()
    held.letGo()
    await stopped
    expect(ana.contents('update')).toHaveLength(1)
    expect(ana.closed?.code).toBe(4503)
    expect((await storedDoc(world.log)).getText('t').toString()).toBe('just in time')
  })

  it('P7 does not wait for ever for a log that does not answer', async () => {
    const held = holdBack(createMemoryLog({ random: systemRandom }))
    const world = openWorld({ log: held.log })
    const ana = new TestGuest(world.relay)
    held.hold()
    ana.edit((text) => text.insert(0, 'x'))
    const stopped = world.relay.close()
    await world.pass(20_000)
    await stopped
    expect(ana.closed?.code).toBe(4503)
  })

  it('P7 lets real clients come back to the next one', async () => {
    const first = await openGuestWorld()
    const clients = Array.from({ length: 5 }, () => connect(first.url))
    await until(() => clients.every(({ synced }) => synced))
    const codes: number[] = []
    for (const client of clients) client.on('connection-close', (event) => codes.push(event?.code ?? 0))
    await first.close()
    await until(() => codes.length >= 5)
    expect(codes.slice(0, 5)).toEqual([4503, 4503, 4503, 4503, 4503])
    const second = await openGuestWorld({ log: first.log, port: Number(new URL(first.url).port) })
    textOf(clients[0] as (typeof clients)[0]).insert(0, 'again')
    await until(() => clients.every((client) => textOf(client).length === 5))
    close()
    await second.close()
  })
})

describe('a document that cannot be read', () => {
  it.each([
    ['log-unavailable', 4503],
    ['log-damaged', 4400]
  ] as const)(
    'D7 (%s) is never served as an empty one: the client is closed with %i',
    async (code, close) => {
      const inner = createMemoryLog({ random: systemRandom })
      let error: LogError | undefined
      const log: Log = {
        ...inner,
        readDocument: async (...place) => {
          if (error) throw error
          return inner.readDocument(...place)
        }
      }
      const first = openWorld({ log })
      new TestGuest(first.relay).edit((text) => text.insert(0, 'precious'))
      await first.settle()
      error = new LogError(code, 'cannot be read')
      const world = openWorld({ log })
      const ana = new TestGuest(world.relay)
      ana.sendStepOne()
      await world.settle()
      expect(ana.heard).toEqual([])
      expect(ana.closed).toEqual({ code: close, reason: code })
      error = undefined
      const again = new TestGuest(world.relay)
      again.sendStepOne()
      await world.settle()
      expect(again.text.toString()).toBe('precious')
    }
  )
})
