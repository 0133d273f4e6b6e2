import { createSeededRandom } from '@weft/base/testing'
import { inspectUpdate } from '@weft/yjs-guard'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeAwarenessUpdate } from '../../presence/awareness-update.js'
import { openWorld } from '../../session/testing/open-world.js'
import { mutate } from '../testing/mutate-message.js'
import { headOf, payloadsOf, storedDoc } from '../testing/stored-document.js'
import { TestGuest } from '../testing/test-guest.js'
import { yjsDialect } from './messages.js'

const unhandled: unknown[] = []
const note = (reason: unknown): number => unhandled.push(reason)
process.on('unhandledRejection', note)
afterEach(() => {
  process.off('unhandledRejection', note)
})

/** What real clients send: steps, updates of text, maps and deletions, presence. */
function realMessages(): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update) => updates.push(update))
  const text = doc.getText('t')
  for (let index = 0; index < 12; index++) {
    text.insert(Math.floor(text.length / 2), `word ${index} `)
    if (index % 3 === 2) text.delete(2, 4)
    if (index % 4 === 0) text.format(0, 2, { bold: true })
    doc.getMap('m').set(`key ${index}`, { nested: [index, null, 'é', { deep: true }] })
  }
  const states = [1, 2, 3].map((client) => ({ client, clock: 1, json: '{"user":{"name":"Ana"}}' }))
  return [
    ...updates.map((update) => yjsDialect.update(update)),
    yjsDialect.stepOne(Y.encodeStateVector(doc)),
    yjsDialect.stepTwo(Y.encodeStateAsUpdate(doc)),
    yjsDialect.presence(encodeAwarenessUpdate(states)),
    Uint8Array.of(3)
  ]
}

describe('messages of one client, mutated', () => {
  it('F6 harm nobody: no throw, no lost rejection, and all that the log took is sound', async () => {
    const seed = 20_261
    const random = createSeededRandom(seed)
    const world = openWorld({ limits: { framesPerSecond: 1_000_000, presencePerSecond: 1_000_000 } })
    const witness = new TestGuest(world.relay)
    witness.sendStepOne()
    witness.edit((text) => text.insert(0, 'witness'))
    await world.settle()
    const messages = realMessages()
    let mallory = new TestGuest(world.relay)
    let sent = 0
    for (let round = 0; round < 20_000; round++) {
      if (mallory.closed) mallory = new TestGuest(world.relay)
      const message = messages[Math.floor(random.float() * messages.length)] as Uint8Array
      mallory.send(mutate(message, random))
      sent++
      if (round % 500 === 499) await world.pass(1_100)
    }
    expect(unhandled, `seed ${seed}`).toEqual([])
    expect(sent).toBe(20_000)
    expect(mallory.denied.length, 'it did something').toBeGreaterThan(1_000)
    expect(await headOf(world.log), 'some were taken').toBeGreaterThan(5)
    for (const payload of await payloadsOf(world.log)) expect(inspectUpdate(payload).ok).toBe(true)
    witness.edit((text) => text.insert(0, 'still here '))
    await world.pass(2_000)
    const stored = await storedDoc(world.log)
    expect([stored.store.pendingStructs, stored.store.pendingDs]).toEqual([null, null])
    expect(stored.getText('t').toString()).toBe(witness.text.toString())
    expect(witness.text.toString()).toContain('still here')
    expect(witness.closed).toBeUndefined()
  }, 60_000)
})
