// In which order summaries are made, and that they are kept.

import { randomId, systemClock } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { openReplica } from '../replica/open-replica.js'
import { saveEdits } from '../replica/save-edits.js'
import { createMemoryStores } from '../store/memory-store.js'
import { openSummaries } from './summaries.js'

const count = 1_000

function update(text: string): Uint8Array {
  const ydoc = new Y.Doc()
  ydoc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(ydoc)
}

it('D3 summaries are made newest first, each once, and are kept for the next opening', async () => {
  const random = createSeededRandom(1)
  const replica = await openReplica({
    ...{ stores: createMemoryStores(), space: 'notes' },
    newId: () => randomId(random)
  })
  for (let note = 0; note < count; note += 100) {
    await replica.write((draft) => {
      for (let next = note; next < note + 100; next++) {
        const edit = { document: `n/${next}`, update: update(`note ${next}`), replica: draft.state.replica }
        saveEdits(draft, [edit], 1_000 + next)
      }
    })
  }
  const made: string[] = []
  const open = () =>
    openSummaries({
      replica,
      source: {
        version: 1,
        of: (ydoc) => {
          const text = ydoc.getText('text').toString()
          made.push(text)
          return text
        }
      },
      clock: systemClock,
      openYdoc: () => undefined,
      isMaker: () => true,
      stored: () => {},
      failed: (error) => {
        throw error
      }
    })
  const summaries = await open()
  await new Promise<void>((resolve) => {
    summaries.list.subscribe((list) => {
      if (list.every(({ summary }) => summary !== null)) resolve()
    })
  })
  expect(made).toEqual(Array.from({ length: count }, (_, index) => `note ${count - 1 - index}`))
  summaries.close()
  await replica.sync()
  const again = await open()
  const kept = again.list.get().filter(({ id, summary }) => summary === `note ${id.slice(2)}`)
  // What was made last may not have been stored when it was closed.
  expect(kept.length).toBeGreaterThanOrEqual(800)
  again.close()
  await replica.close()
})

it('D3 a function that is loaded is asked for once, when the first summary is due, and again when it could not be', async () => {
  const random = createSeededRandom(2)
  const replica = await openReplica({
    ...{ stores: createMemoryStores(), space: 'notes' },
    newId: () => randomId(random)
  })
  const write = (document: string) =>
    replica.write((draft) =>
      saveEdits(draft, [{ document, update: update(document), replica: draft.state.replica }], 1_000)
    )
  let asked = 0
  const failures: unknown[] = []
  const summaries = await openSummaries({
    replica,
    source: {
      version: 1,
      of: {
        load: async () => {
          if (++asked === 1) throw new Error('no network')
          return (ydoc) => ydoc.getText('text').toString()
        }
      }
    },
    ...{ clock: systemClock, openYdoc: () => undefined, isMaker: () => true, stored: () => {} },
    failed: (error) => failures.push(error)
  })
  const shown = (id: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (summaries.list.get().some((item) => item.id === id && item.summary === id)) resolve()
        else summaries.refresh()
      }
      summaries.list.subscribe(look)
      look()
    })
  expect(asked).toBe(0)
  await write('n/1')
  await shown('n/1')
  await write('n/2')
  await shown('n/2')
  expect(asked).toBe(2)
  expect(failures).toHaveLength(1)
  summaries.close()
  await replica.close()
})
