import { setTimeout as passed } from 'node:timers/promises'
import { systemRandom } from '@weft/base'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryLog } from '../../log/memory-log.js'
import { type Log, LogError } from '../../log/port.js'
import { openWorld, type World } from '../../session/testing/open-world.js'
import { fullState } from '../testing/connect-provider.js'
import { type HeldBackLog, holdBack } from '../testing/held-back-log.js'
import { type GuestWorld, openGuestWorld, until } from '../testing/open-guest-world.js'
import { headOf, storedDoc } from '../testing/stored-document.js'
import { createHocuspocusClients, isSynced, providerLines, textOf } from './testing/connect-hocuspocus.js'
import { TestProvider } from './testing/test-provider.js'

const worlds: GuestWorld[] = []
const { socket, open, close } = createHocuspocusClients()
afterEach(async () => {
  close()
  for (const world of worlds.splice(0)) await world.close()
})

async function heldBackWorld(): Promise<{ world: GuestWorld; held: HeldBackLog }> {
  const held = holdBack(createMemoryLog({ random: systemRandom }))
  const world = await openGuestWorld({ log: held.log })
  worlds.push(world)
  return { world, held }
}

/** Takes one append after the other, as slow disks do. */
function slowed(log: Log): Log {
  let last: Promise<unknown> = Promise.resolve()
  return {
    ...log,
    appendUpdate: (request) => {
      const appended = last.then(() => passed(5)).then(() => log.appendUpdate(request))
      last = appended
      return appended
    }
  }
}

function heldBackByHand(): { world: World; held: HeldBackLog } {
  const held = holdBack(createMemoryLog({ random: systemRandom }))
  return { world: openWorld({ log: held.log }), held }
}

describe.each(providerLines)('a provider %s', (line) => {
  it('F2 counts its changes as unsynced until they are on the disk, and none after', async () => {
    const { world, held } = await heldBackWorld()
    const ana = open(socket(world.url, { line }))
    const ben = open(socket(world.url, { line }))
    await until(() => isSynced(ana) && isSynced(ben))
    held.hold()
    const counts: number[] = []
    ana.on('unsyncedChanges', ({ number }: { number: number }) => counts.push(number))
    for (const character of 'abc') textOf(ana).insert(0, character)
    textOf(ana).delete(0, 1)
    await until(() => held.waiting === 4)
    expect([ana.unsyncedChanges, textOf(ben).length]).toEqual([4, 0])
    held.letGo()
    await until(() => !ana.hasUnsyncedChanges)
    expect(counts).toEqual([1, 2, 3, 4, 3, 2, 1, 0])
    expect((await storedDoc(world.log)).getText('t').toString()).toBe('ba')
  })

  it('F2 that comes with changes of its own counts none as synced before all of them are saved', async () => {
    const log = slowed(createMemoryLog({ random: systemRandom }))
    const world = await openGuestWorld({ log })
    worlds.push(world)
    const document = new Y.Doc()
    document.getText('t').insert(0, 'from before ')
    const ana = open(socket(world.url, { line }), { document })
    // Those wait in the provider for the connection, and its count forgets them.
    for (let index = 0; index < 5; index++) textOf(ana).insert(0, `${index} `)
    textOf(ana).delete(0, 2)
    const stored: Promise<Y.Doc>[] = []
    ana.on('unsyncedChanges', ({ number }: { number: number }) => {
      if (number === 0) stored.push(storedDoc(log))
    })
    await until(() => isSynced(ana))
    expect(stored).toHaveLength(1)
    for (const doc of await Promise.all(stored)) expect(fullState(doc)).toEqual(fullState(document))
    textOf(ana).insert(0, 'later ')
    expect(ana.unsyncedChanges).toBe(1)
    await until(() => isSynced(ana))
  })

  it('F2 that syncs again by force counts down again', async () => {
    const { world } = await heldBackWorld()
    const ana = open(socket(world.url, { line }))
    await until(() => isSynced(ana))
    for (let left = 3; left > 0; left--) {
      textOf(ana).insert(0, 'x')
      ana.forceSync()
      await until(() => !ana.hasUnsyncedChanges)
      expect((await storedDoc(world.log)).getText('t').length).toBe(4 - left)
    }
  })

  it.each(['log-full', 'log-unavailable'] as const)(
    'F2 whose changes the log answers with %s is told why, comes back, and has them saved once it heals',
    async (code) => {
      const { world, held } = await heldBackWorld()
      const ana = open(socket(world.url, { line }))
      const ben = open(socket(world.url, { line }))
      await until(() => isSynced(ana) && isSynced(ben))
      const reasons: string[] = []
      const codes: number[] = []
      ana.on('close', ({ event }: { event: { code: number; reason: string } }) => {
        codes.push(event.code)
        reasons.push(event.reason)
      })
      held.error = new LogError(code, 'no room')
      textOf(ana).insert(0, 'precious')
      await until(() => codes.includes(4503) && codes.length > 3)
      expect(new Set(codes)).toEqual(new Set([1000, 4503]))
      expect(new Set(reasons)).toEqual(new Set([`${code}: no room`, code]))
      expect([ana.hasUnsyncedChanges, textOf(ben).length]).toEqual([true, 0])
      held.error = undefined
      await until(() => !ana.hasUnsyncedChanges && textOf(ben).toString() === 'precious')
      expect((await storedDoc(world.log)).getText('t').toString()).toBe('precious')
    }
  )
})

describe('the count of a provider', () => {
  it('F2 is not brought down by what it sent before it began to count', async () => {
    const { world, held } = heldBackByHand()
    const ana = new TestProvider(world.relay)
    ana.begin()
    await world.settle()
    ana.answer()
    await world.settle()
    held.hold()
    ana.sendUpdate(ana.change((text) => text.insert(0, 'a')))
    ana.sendUpdate(ana.change((text) => text.insert(0, 'b')))
    await world.settle()
    expect(ana.statuses()).toEqual([true])
    // It counts one from here on, for all that it has.
    ana.sendStepOne()
    held.letGo()
    await world.pass(1_000)
    expect([ana.statuses(), await headOf(world.log)]).toEqual([[true], 2])
    ana.answer()
    await world.settle()
    expect(ana.statuses()).toEqual([true, true])
  })

  it('F2 is brought down once by each change and once by step 2, in whatever order they become durable', async () => {
    const { world, held } = heldBackByHand()
    const ana = new TestProvider(world.relay)
    const before = ana.change((text) => text.insert(0, 'before '))
    ana.begin()
    // What it sends late it does not count.
    ana.sendUpdate(before)
    await world.settle()
    held.hold()
    ana.sendUpdate(ana.change((text) => text.insert(0, 'after ')))
    ana.answer()
    await world.settle()
    expect(ana.statuses()).toEqual([])
    held.letGo()
    await world.pass(1_000)
    expect(ana.statuses()).toEqual([true, true])
  })

  it('F5 stays up for a change that leans on what the log lacks, until the step 2 that is asked for is saved', async () => {
    const { world, held } = heldBackByHand()
    const ana = new TestProvider(world.relay)
    ana.begin()
    await world.settle()
    ana.answer()
    await world.settle()
    ana.change((text) => text.insert(0, 'lost '))
    for (const word of ['one ', 'two ', 'three ']) ana.sendUpdate(ana.change((text) => text.insert(0, word)))
    await world.pass(1_000)
    expect([ana.statuses(), ana.refusals(), await headOf(world.log)]).toEqual([[true], [], 0])
    expect(ana.kinds().filter((kind) => kind === 'step-one')).toHaveLength(2)
    held.hold()
    ana.answer()
    await world.settle()
    expect(ana.statuses()).toEqual([true])
    held.letGo()
    await world.settle()
    expect(ana.statuses()).toEqual([true, true, true, true])
    expect((await storedDoc(world.log)).getText('t').toString()).toBe('three two one lost ')
    ana.answer()
    await world.settle()
    expect(ana.statuses()).toHaveLength(4)
  })

  it('F6 stays up for a change that is refused, whose reason is told; the next one is confirmed', async () => {
    const { world } = heldBackByHand()
    const ana = new TestProvider(world.relay)
    ana.begin()
    await world.settle()
    ana.answer()
    await world.settle()
    ana.sendUpdate(Uint8Array.of(9, 9, 9))
    ana.sendUpdate(Uint8Array.of(0, 0))
    await world.settle()
    expect(ana.statuses()).toEqual([true, false, false])
    expect(ana.refusals()).toEqual(['update-malformed', 'update-empty'])
    ana.sendUpdate(ana.change((text) => text.insert(0, 'x')))
    await world.settle()
    expect([ana.statuses().at(-1), await headOf(world.log), ana.closed]).toEqual([true, 1, undefined])
  })

  it('F4 is brought down by what the log has already', async () => {
    const { world } = heldBackByHand()
    const ana = new TestProvider(world.relay)
    ana.begin()
    await world.settle()
    const update = ana.change((text) => text.insert(0, 'x'))
    for (let left = 3; left > 0; left--) ana.sendUpdate(update)
    await world.settle()
    expect([ana.statuses(), await headOf(world.log)]).toEqual([[true, true, true], 1])
  })
})
