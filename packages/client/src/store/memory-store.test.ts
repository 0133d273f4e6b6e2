import { it } from 'vitest'
import { storeContract } from '../testing/store-contract.js'
import { createMemoryStores } from './memory-store.js'

for (const { title, run } of storeContract) {
  it(`${title} (memory)`, () => run({ provider: createMemoryStores() }))
}
