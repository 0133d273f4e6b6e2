// What a draft writes of items that carry no content.

import { randomId } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { entryKind } from '@weft/protocol'
import { expect, it } from 'vitest'
import type { ChunkItem } from '../records/chunk-record.js'
import { createMemoryStores } from '../store/memory-store.js'
import { openReplica } from './open-replica.js'

const item = (document: string, position: number, payload: Uint8Array | null): ChunkItem => ({
  ...{ document, position, payload },
  kind: entryKind.update,
  time: 1_000
})

it('L7 keeps the positions of own entries that came back as headers, with and without content beside them', async () => {
  const stores = createMemoryStores()
  const random = createSeededRandom(1)
  const open = () => openReplica({ stores, space: 'notes', newId: () => randomId(random) })
  const replica = await open()
  await replica.write((draft) => draft.addChunks([item('a', 1, null), item('b', 2, null)]))
  await replica.write((draft) =>
    draft.addChunks([item('c', 3, null), item('d', 4, new Uint8Array(70_000)), item('e', 5, null)])
  )
  const positions = (from: typeof replica): number[] =>
    ['a', 'b', 'c', 'd', 'e'].map((document) => from.memory.index.lastPosition(document))
  expect(positions(replica)).toEqual([1, 2, 3, 4, 5])
  await replica.close()
  const again = await open()
  expect(positions(again)).toEqual([1, 2, 3, 4, 5])
  await again.close()
})
