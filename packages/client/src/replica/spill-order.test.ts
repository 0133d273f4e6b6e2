// A document's edits leave in the order in which they were made, also when small ones are spilled around large ones.

import { randomId } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { parseBatch } from '@weft/protocol'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryStores } from '../store/memory-store.js'
import { cutBatch } from './cut-batch.js'
import { openReplica, type Replica } from './open-replica.js'
import { saveEdits } from './save-edits.js'
import { isSpillDue, spillOutbox } from './spill-outbox.js'

const limits = { targetBytes: 256 * 1024, largestBytes: 8 * 1024 * 1024 }

/** What the relay would hold after each batch: it takes no update that leans on what is to come. */
async function pushAll(replica: Replica): Promise<string> {
  const log = new Y.Doc()
  for (;;) {
    const batch = await replica.write((draft) => cutBatch(draft, limits, 3_000))
    if (!batch) return log.getText('text').toString()
    const items = parseBatch(batch.content)
    if (!items.ok) throw new Error('no batch')
    for (const { payload } of items.value) {
      Y.applyUpdate(log, payload)
      expect(log.store.pendingStructs).toBeNull()
    }
  }
}

it('B4 small edits before a large one are pushed before it, after a spill too', async () => {
  const random = createSeededRandom(1)
  const replica = await openReplica({
    ...{ stores: createMemoryStores(), space: 'notes' },
    newId: () => randomId(random)
  })
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  const type = (text: string): void => ydoc.getText('text').insert(ydoc.getText('text').length, text)
  type('before ')
  type(`${'x'.repeat(300_000)} `)
  for (let letter = 0; letter < 70; letter++) type('.')
  let spills = 0
  for (const update of updates) {
    await replica.write((draft) =>
      saveEdits(draft, [{ document: 'a', update, replica: draft.state.replica }], 1_000)
    )
    if (!isSpillDue(replica.memory)) continue
    await replica.write(spillOutbox)
    spills += 1
  }
  expect(spills).toBe(1)
  expect(await pushAll(replica)).toBe(ydoc.getText('text').toString())
})

it('F10 edits that lean on an adoption, and an adoption that leans on edits, keep their order in a spill', async () => {
  const random = createSeededRandom(2)
  const replica = await openReplica({
    ...{ stores: createMemoryStores(), space: 'notes' },
    newId: () => randomId(random)
  })
  const ydoc = new Y.Doc()
  for (let letter = 0; letter < 90; letter++) {
    const before = Y.encodeStateVector(ydoc)
    ydoc.clientID = letter % 3 === 1 ? 2 : 1
    ydoc.getText('text').insert(ydoc.getText('text').length, String(letter % 10))
    const edit = {
      ...{ document: 'a', update: Y.encodeStateAsUpdate(ydoc, before) },
      ...(ydoc.clientID === 2 ? ({ origin: 'adoption' } as const) : {})
    }
    await replica.write((draft) => saveEdits(draft, [{ ...edit, replica: draft.state.replica }], 1_000))
    if (isSpillDue(replica.memory)) await replica.write(spillOutbox)
  }
  expect(await pushAll(replica)).toBe(ydoc.getText('text').toString())
})
