import { createSeededRandom } from '@weft/base/testing'
import { it } from 'vitest'
import { logContract } from '../testing/log-contract.js'
import { defaultLogLimits } from './log-limits.js'
import { createMemoryLog } from './memory-log.js'

let seed = 1

for (const { title, run } of logContract) {
  it(title, () =>
    run({
      open: async (limits) =>
        createMemoryLog({ random: createSeededRandom(seed++), limits: { ...defaultLogLimits, ...limits } }),
      reopen: null
    })
  )
}
