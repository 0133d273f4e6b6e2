import { systemRandom } from '@weft/base'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryLog } from '../../log/memory-log.js'
import type { Log } from '../../log/port.js'
import { openWorld, type World } from '../../session/testing/open-world.js'
import { headOf, storedDoc } from '../testing/stored-document.js'
import { TestGuest } from '../testing/test-guest.js'

/** A guest whose first edit got lost on the way, and the edits after it. */
async function loseFirst(): Promise<{ world: World; ana: TestGuest; type: () => void }> {
  const world = openWorld()
  const ana = new TestGuest(world.relay)
  ana.sendStepOne()
  ana.edit((text) => text.insert(0, 'kept '))
  await world.settle()
  ana.text.insert(5, 'lost ')
  return { world, ana, type: () => ana.edit((text) => text.insert(text.length, 'x')) }
}

describe('an update that leans on what the log lacks', () => {
  it('F5 is answered with step 1 at the log’s vector, and nothing of it is appended or refused', async () => {
    const { world, ana, type } = await loseFirst()
    const asked = ana.contents('step-one').length
    type()
    await world.pass(0)
    expect(ana.contents('step-one')).toHaveLength(asked + 1)
    const vector = Y.decodeStateVector(ana.contents('step-one').at(-1) as Uint8Array)
    expect(vector).toEqual(new Map([[ana.doc.clientID, 5]]))
    expect([await headOf(world.log), ana.denied]).toEqual([1, []])
  })

  it('F5 is asked about at most once a second, however many there are', async () => {
    const { world, ana, type } = await loseFirst()
    const asked = ana.contents('step-one').length
    for (let index = 0; index < 50; index++) type()
    await world.pass(0)
    expect(ana.contents('step-one')).toHaveLength(asked + 1)
    for (let index = 0; index < 50; index++) type()
    await world.pass(990)
    expect(ana.contents('step-one')).toHaveLength(asked + 1)
    await world.pass(10)
    expect(ana.contents('step-one')).toHaveLength(asked + 2)
    await world.pass(60_000)
    expect(ana.contents('step-one')).toHaveLength(asked + 2)
  })

  it('F5 is healed by the client’s step 2', async () => {
    const { world, ana, type } = await loseFirst()
    for (let index = 0; index < 3; index++) type()
    await world.pass(0)
    const vector = ana.contents('step-one').at(-1) as Uint8Array
    ana.sendStepTwo(Y.encodeStateAsUpdate(ana.doc, vector))
    await world.settle()
    expect((await storedDoc(world.log)).getText('t').toString()).toBe('kept lost xxx')
    type()
    await world.settle()
    expect((await storedDoc(world.log)).getText('t').toString()).toBe('kept lost xxxx')
  })

  it('F5 waits for a step 2 that is being taken, and is not asked about then', async () => {
    const { world, ana, type } = await loseFirst()
    const asked = ana.contents('step-one').length
    ana.sendStepTwo(Y.encodeStateAsUpdate(ana.doc))
    type()
    await world.pass(2_000)
    expect(ana.contents('step-one')).toHaveLength(asked)
    expect((await storedDoc(world.log)).getText('t').toString()).toBe('kept lost x')
  })

  it('F5 waits for a step 2 that has to be compared again and again', async () => {
    const inner = createMemoryLog({ random: systemRandom })
    let repeats = 0
    const log: Log = {
      ...inner,
      appendUpdate: async (request) => (repeats-- > 0 ? { kind: 'repeats' } : inner.appendUpdate(request))
    }
    const world = openWorld({ log })
    const ana = new TestGuest(world.relay)
    await world.settle()
    const asked = ana.contents('step-one').length
    ana.text.insert(0, 'offline ')
    ana.sendStepTwo(Y.encodeStateAsUpdate(ana.doc))
    const edit = ana.edit((text) => text.insert(8, 'online'))
    repeats = 6
    await world.pass(2_000)
    expect(edit.length).toBeLessThan(40)
    expect(ana.contents('step-one')).toHaveLength(asked)
    expect((await storedDoc(world.log)).getText('t').toString()).toBe('offline online')
  })

  it('F5 is not asked about for ever when the client has no more than that: it is refused by name', async () => {
    const { world, ana } = await loseFirst()
    const asked = ana.contents('step-one').length
    const update = ana.edit((text) => text.insert(text.length, 'x'))
    await world.pass(0)
    ana.sendStepTwo(update)
    await world.pass(10_000)
    expect(ana.denied).toEqual(['update-clock-gap'])
    expect(ana.contents('step-one')).toHaveLength(asked + 1)
    expect(await headOf(world.log)).toBe(1)
  })

  it('F5 of a guest that left is not asked about any more', async () => {
    const { world, ana, type } = await loseFirst()
    type()
    await world.pass(0)
    type()
    await world.settle()
    const heard = ana.heard.length
    ana.drop()
    await world.pass(5_000)
    expect(ana.heard).toHaveLength(heard)
  })

  it.each([
    ['a struct', (doc: Y.Doc) => doc.getText('t').insert(4, 'mine')],
    ['a deletion', (doc: Y.Doc) => doc.getText('t').delete(0, 2)]
  ])('F5 by %s beside another’s text is asked about, and healed', async (_what, change) => {
    const world = openWorld()
    const ana = new TestGuest(world.relay)
    ana.sendStepOne()
    await world.settle()
    const other = new Y.Doc()
    other.getText('t').insert(0, 'somebody else’s')
    Y.applyUpdate(ana.doc, Y.encodeStateAsUpdate(other))
    ana.edit(() => change(ana.doc))
    await world.pass(0)
    expect([await headOf(world.log), ana.denied]).toEqual([0, []])
    ana.sendStepTwo(Y.encodeStateAsUpdate(ana.doc, ana.contents('step-one').at(-1)))
    await world.settle()
    expect((await storedDoc(world.log)).getText('t').toString()).toBe(ana.text.toString())
  })
})
