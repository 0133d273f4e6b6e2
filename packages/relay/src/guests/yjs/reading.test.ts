import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openWorld, type World } from '../../session/testing/open-world.js'
import { headOf } from '../testing/stored-document.js'
import { TestGuest } from '../testing/test-guest.js'

const secrets = { secret: 'write it', readSecret: 'read it' }

async function meet(): Promise<{ world: World; writer: TestGuest; reader: TestGuest }> {
  const world = openWorld(secrets)
  const writer = new TestGuest(world.relay, { token: secrets.secret })
  writer.sendStepOne()
  writer.edit((text) => text.insert(0, 'abcdef'))
  writer.edit((text) => text.delete(0, 1))
  await world.settle()
  const reader = new TestGuest(world.relay, { token: secrets.readSecret })
  reader.sendStepOne()
  await world.settle()
  expect(reader.text.toString()).toBe('bcdef')
  return { world, writer, reader }
}

describe('a connection that may only read', () => {
  it.each([
    ['an update', (reader: TestGuest) => reader.edit((text) => text.insert(0, 'mine'))],
    ['a deletion', (reader: TestGuest) => reader.edit((text) => text.delete(0, 2))],
    [
      'a step 2 with content',
      (reader: TestGuest) => {
        reader.text.insert(0, 'mine')
        reader.sendStepTwo(Y.encodeStateAsUpdate(reader.doc))
      }
    ],
    [
      'a step 2 whose deletions are new',
      (reader: TestGuest) => {
        const vector = Y.encodeStateVector(reader.doc)
        reader.text.delete(0, 2)
        reader.sendStepTwo(Y.encodeStateAsUpdate(reader.doc, vector))
      }
    ],
    ['bytes that are no update', (reader: TestGuest) => reader.sendUpdate(Uint8Array.of(9, 9, 9))]
  ])('F3 has %s refused: not stored, not sent on', async (_what, send) => {
    const { world, writer, reader } = await meet()
    const head = await headOf(world.log)
    const heard = writer.heard.length
    send(reader)
    await world.settle()
    await world.pass(5_000)
    expect(reader.denied).toEqual(['role-forbids'])
    expect([await headOf(world.log), writer.heard.length]).toEqual([head, heard])
    expect(reader.closed).toBeUndefined()
  })

  it('F3 is refused nothing when it lacks nothing, whatever it repeats', async () => {
    const { world, writer, reader } = await meet()
    writer.edit((text) => text.delete(0, 1))
    await world.settle()
    const head = await headOf(world.log)
    reader.sendStepTwo(Y.encodeStateAsUpdate(reader.doc, Y.encodeStateVector(reader.doc)))
    reader.sendStepTwo(Y.encodeStateAsUpdate(reader.doc))
    reader.sendStepTwo(Uint8Array.of(0, 0))
    await world.settle()
    expect([reader.denied, await headOf(world.log)]).toEqual([[], head])
  })

  it('F3 goes on reading, and shows its presence, after a refusal', async () => {
    const { world, writer, reader } = await meet()
    reader.edit((text) => text.insert(0, 'mine'))
    await world.settle()
    writer.edit((text) => text.insert(5, '!'))
    reader.sendPresence({ client: 7, clock: 1, json: '{"user":{"name":"Rea"}}' })
    await world.pass(100)
    expect(reader.text.toString()).toContain('!')
    expect(writer.present).toEqual([{ client: 7, clock: 1, json: '{"user":{"name":"Rea"}}' }])
  })
})
