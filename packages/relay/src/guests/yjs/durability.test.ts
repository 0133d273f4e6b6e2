import { systemRandom } from '@weft/base'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryLog } from '../../log/memory-log.js'
import { LogError } from '../../log/port.js'
import { openWorld, type World } from '../../session/testing/open-world.js'
import { createProviders, textOf } from '../testing/connect-provider.js'
import { type HeldBackLog, holdBack } from '../testing/held-back-log.js'
import { openGuestWorld, until } from '../testing/open-guest-world.js'
import { doubledClocks, headOf, payloadsOf, storedDoc } from '../testing/stored-document.js'
import { TestGuest } from '../testing/test-guest.js'

const { connect, close } = createProviders()
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  close()
  for (const one of closers.splice(0)) await one()
})

/** Guests who have all that the log has. */
async function guestsIn(world: World, count: number): Promise<TestGuest[]> {
  const guests = Array.from({ length: count }, () => new TestGuest(world.relay))
  for (const guest of guests) guest.sendStepOne()
  await world.settle()
  return guests
}

function heldBackWorld(): { world: World; held: HeldBackLog } {
  const held = holdBack(createMemoryLog({ random: systemRandom }))
  return { held, world: openWorld({ log: held.log }) }
}

describe('an update of a y-websocket client', () => {
  it('F2 is sent to nobody, its author included, before it is on the disk; then to all', async () => {
    const { world, held } = heldBackWorld()
    const [ana, ben] = (await guestsIn(world, 2)) as [TestGuest, TestGuest]
    const device = world.connect({ device: 'cleo' })
    await device.greet()
    held.hold()
    const update = ana.edit((text) => text.insert(0, 'hello'))
    await world.settle()
    expect(held.waiting).toBe(1)
    expect([ana.contents('update'), ben.contents('update'), device.entries()]).toEqual([[], [], []])
    expect(await headOf(world.log)).toBe(0)
    held.letGo()
    await world.settle()
    expect([ana.contents('update'), ben.contents('update')]).toEqual([[update], [update]])
    await device.untilPosition(1)
    expect(device.entries()[0]).toMatchObject({ document: 'readme', device: 'guest', replica: 'guest' })
  })

  it('F2 in a step 2 is sent on only when it is on the disk', async () => {
    const { world, held } = heldBackWorld()
    const [ana, ben] = (await guestsIn(world, 2)) as [TestGuest, TestGuest]
    held.hold()
    ana.text.insert(0, 'offline')
    ana.sendStepTwo(Y.encodeStateAsUpdate(ana.doc))
    await world.settle()
    expect([held.waiting, ana.contents('update'), ben.contents('update')]).toEqual([1, [], []])
    held.letGo()
    await world.settle()
    expect(ben.text.toString()).toBe('offline')
    expect(ana.contents('update')).toHaveLength(1)
  })

  it.each(['log-full', 'log-unavailable'] as const)(
    'F2 that the log answers with %s is echoed to nobody, its client comes back, and it is saved once the log heals',
    async (code) => {
      const held = holdBack(createMemoryLog({ random: systemRandom }))
      const world = await openGuestWorld({ log: held.log })
      closers.push(world.close)
      const ana = connect(world.url)
      const ben = connect(world.url)
      await until(() => ana.synced && ben.synced)
      const codes: number[] = []
      ana.on('connection-close', (event) => codes.push(event?.code ?? 0))
      held.error = new LogError(code, 'no room')
      textOf(ana).insert(0, 'precious')
      await until(() => codes.length > 1)
      expect(new Set(codes)).toEqual(new Set([4503]))
      expect(textOf(ben).toString()).toBe('')
      held.error = undefined
      await until(() => textOf(ben).toString() === 'precious')
      expect((await storedDoc(world.log)).getText('t').toString()).toBe('precious')
    }
  )

  it('F2 of a guest that left meanwhile is appended all the same, and reaches the others', async () => {
    const { world, held } = heldBackWorld()
    const [ana, ben] = (await guestsIn(world, 2)) as [TestGuest, TestGuest]
    held.hold()
    ana.edit((text) => text.insert(0, 'bye'))
    ana.drop()
    held.letGo()
    await world.settle()
    expect(ben.text.toString()).toBe('bye')
  })

  it('F4 that the log holds is acknowledged to its sender alone, and the log does not grow', async () => {
    const world = openWorld()
    const [ana, ben] = (await guestsIn(world, 2)) as [TestGuest, TestGuest]
    ana.edit((text) => text.insert(0, 'hello world'))
    ana.edit((text) => text.delete(0, 6))
    await world.settle()
    const head = await headOf(world.log)
    const heardByBen = ben.heard.length
    const whole = Y.encodeStateAsUpdate(ana.doc)
    // Of all that it has it hears no more than that: its deletions alone may be most of the document.
    for (const [send, answer] of [
      [ana.sendStepTwo, Uint8Array.of(0, 0)],
      [ana.sendUpdate, whole]
    ] as const) {
      send.call(ana, whole)
      await world.settle()
      expect(ana.contents('update').at(-1)).toEqual(answer)
    }
    expect(ana.contents('update')).toHaveLength(4)
    expect([await headOf(world.log), ben.heard.length, ana.denied]).toEqual([head, heardByBen, []])
  })

  it('F4 is appended without what the log holds: neither structs nor deletions stand there twice', async () => {
    const world = openWorld()
    const [ana] = (await guestsIn(world, 1)) as [TestGuest]
    ana.edit((text) => text.insert(0, 'abcdef'))
    ana.edit((text) => text.delete(0, 2))
    await world.settle()
    ana.text.insert(4, 'new')
    ana.text.delete(0, 1)
    ana.sendStepTwo(Y.encodeStateAsUpdate(ana.doc))
    await world.settle()
    expect(await payloadsOf(world.log)).toHaveLength(3)
    expect(await doubledClocks(world.log)).toBe(0)
    expect((await storedDoc(world.log)).getText('t').toString()).toBe(ana.text.toString())
  })

  it('F4 with a deletion that others repeat at the same time stands in the log once', async () => {
    const { world, held } = heldBackWorld()
    const [ana, ben, cleo] = (await guestsIn(world, 3)) as [TestGuest, TestGuest, TestGuest]
    ana.edit((text) => text.insert(0, 'abcdef'))
    await world.settle()
    held.hold()
    const deletion = ana.edit((text) => text.delete(1, 2))
    ben.sendUpdate(deletion)
    cleo.sendStepTwo(deletion)
    await world.settle()
    expect(held.waiting).toBe(1)
    held.letGo()
    await world.settle()
    ben.sendUpdate(deletion)
    await world.settle()
    expect([await headOf(world.log), await doubledClocks(world.log)]).toEqual([2, 0])
    const guests = [ana, ben, cleo]
    for (const guest of guests) expect([guest.text.toString(), guest.denied]).toEqual(['adef', []])
    // Each is told that what it sent is safe: by the two entries, and for each repeat by an echo.
    expect(guests.map((guest) => guest.contents('update').length)).toEqual([2, 4, 3])
  })

  it('F4 that others append at the same time is compared again until what is left of it is new', async () => {
    const world = openWorld()
    const guests = await guestsIn(world, 6)
    const doc = new Y.Doc()
    const parts = Array.from({ length: 6 }, (_, index) => {
      doc.getText('t').insert(0, `part ${index} `)
      return Y.encodeStateAsUpdate(doc)
    })
    for (const [index, guest] of guests.entries()) guest.sendStepTwo(parts[5 - index] as Uint8Array)
    for (const [index, guest] of guests.entries()) guest.sendUpdate(parts[index] as Uint8Array)
    await world.settle()
    await world.settle()
    expect(await doubledClocks(world.log)).toBe(0)
    for (const guest of guests) expect(guest.text.toString()).toBe(doc.getText('t').toString())
  })
})
