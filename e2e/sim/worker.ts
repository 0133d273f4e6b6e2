// A worker process of the simulation: runs the seeds it is sent, one after the other, and answers with their reports.

import { loadAdoption } from '@weft/client/testing'
import { runSeed } from './run/run-seed.js'
import { sealInto } from './run/sealed.js'
import { tellOf } from './run/tell.js'

/** A person follows the run: every frame, fault and deed goes to stderr. */
const surroundings = {
  ...{ seal: sealInto, typed: process.env.WEFT_SIM_TYPED === '1' },
  ...(process.env.WEFT_SIM_TELL ? { tell: tellOf(process.stderr) } : {})
}

// Else the first world in which something is adopted waits for the disk, and its order is not that of its seed.
await loadAdoption()
process.on('message', async (seeds: readonly number[]) => {
  for (const seed of seeds) process.send?.(await runSeed(seed, surroundings))
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
