import { createSeededRandom } from '@weft/base/testing'
import { inspectUpdate } from '@weft/yjs-guard'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeAwarenessUpdate } from '../../presence/awareness-update.js'
import { openWorld } from '../../session/testing/open-world.js'
import { mutate } from '../testing/mutate-message.js'
import { headOf, payloadsOf, storedDoc } from '../testing/stored-document.js'
import { encodeStateless, hocuspocusDialect } from './messages.js'
import { TestProvider } from './testing/test-provider.js'

const unhandled: unknown[] = []
const note = (reason: unknown): number => unhandled.push(reason)
process.on('unhandledRejection', note)
afterEach(() => {
  process.off('unhandledRejection', note)
})

/** What real providers send, for one document. */
function realMessages(name: string): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText('t')
  for (let index = 0; index < 8; index++) {
    text.insert(Math.floor(text.length / 2), `word ${index} `)
    if (index % 3 === 2) text.delete(2, 4)
  }
  const { stepOne, stepTwo, update, presence } = hocuspocusDialect(name)
  const prefix = encodeStateless(name, '').slice(0, -2)
  const ofType = (...bytes: number[]): Uint8Array => Uint8Array.of(...prefix, ...bytes)
  return [
    ...updates.map(update),
    stepOne(Y.encodeStateVector(doc)),
    stepTwo(Y.encodeStateAsUpdate(doc)),
    presence(encodeAwarenessUpdate([{ client: 1, clock: 1, json: '{"user":{"name":"Ana"}}' }])),
    encodeStateless(name, '{"a":1}'),
    ...[ofType(2, 0, 0), ofType(3), ofType(7), ofType(9), Uint8Array.of(9)]
  ]
}

describe('messages of one provider, mutated', () => {
  it('F6 harm nobody: no throw, no lost rejection, and all that the log took is sound', async () => {
    const seed = 20_262
    const random = createSeededRandom(seed)
    const world = openWorld({ limits: { framesPerSecond: 1_000_000, presencePerSecond: 1_000_000 } })
    const witness = new TestProvider(world.relay)
    witness.begin()
    witness.sendUpdate(witness.change((text) => text.insert(0, 'witness')))
    await world.settle()
    const messages = ['readme', 'other', 'readme\0session'].flatMap(realMessages)
    const mallories: TestProvider[] = []
    for (let round = 0; round < 10_000; round++) {
      let mallory = mallories.at(-1)
      if (!mallory || mallory.closed || round % 1_000 === 0) {
        mallory = new TestProvider(world.relay)
        mallory.begin()
        mallories.push(mallory)
      }
      const message = messages[Math.floor(random.float() * messages.length)] as Uint8Array
      mallory.send(random.float() < 0.3 ? message : mutate(message, random))
      if (round % 500 === 499) await world.pass(1_100)
    }
    expect(unhandled, `seed ${seed}`).toEqual([])
    const refused = mallories.flatMap((one) => [...one.refusals(), ...one.refusals('other')])
    expect(new Set(refused).size, 'it did something').toBeGreaterThan(3)
    expect(await headOf(world.log), 'some were taken').toBeGreaterThan(5)
    for (const document of ['readme', 'other']) {
      for (const payload of await payloadsOf(world.log, document)) {
        expect(inspectUpdate(payload).ok).toBe(true)
      }
    }
    witness.sendUpdate(witness.change((text) => text.insert(0, 'still here ')))
    await world.pass(2_000)
    const stored = await storedDoc(world.log)
    expect([stored.store.pendingStructs, stored.store.pendingDs]).toEqual([null, null])
    expect(stored.getText('t').toString()).toBe(witness.doc.getText('t').toString())
    expect([witness.closed, witness.statuses().at(-1)]).toEqual([undefined, true])
  }, 60_000)
})
