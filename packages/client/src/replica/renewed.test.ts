// Who is told of a new replica: everyone, also in the tab that made it.

import { randomId } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import { createMemoryStores } from '../store/memory-store.js'
import { openReplica } from './open-replica.js'
import { renewReplica } from './renew-replica.js'

it('E6 a new replica is told of in the tab that made it and in the others, so that client ids are drawn anew', async () => {
  const stores = createMemoryStores()
  const random = createSeededRandom(1)
  const open = () => openReplica({ stores, space: 'notes', newId: () => randomId(random) })
  const replicas = [await open(), await open()] as const
  const told: string[] = []
  replicas.forEach((replica, index) => {
    replica.renewed.subscribe(({ evicted }) => {
      told.push(`${index} ${evicted} ${replica.memory.state.replica}`)
    })
  })
  await replicas[0].write((draft) => renewReplica(draft, 'epoch-changed', 'replica-2', 1_000))
  await replicas[1].sync()
  expect(told).toEqual(['0 false replica-2', '1 false replica-2'])
  for (const replica of replicas) await replica.close()
})
