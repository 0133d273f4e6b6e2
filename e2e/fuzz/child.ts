// The process that fuzzes: plays rounds of one target and tells each, or replays a trace. Its parent watches it.

import { readFileSync } from 'node:fs'
import { createSeededRandom } from '@weft/base/testing'
import { leakBudgetBytes } from './run/budget.js'
import { createCostlyPool } from './run/costly-pool.js'
import { createMeter, settledHeap } from './run/meter.js'
import type { ChildOrder, ChildWord } from './run/orders.js'
import { playRound, type RoundTools, replayRound } from './run/round.js'
import { roundSeed } from './run/round-seed.js'
import { openTraceFile, readTrace } from './run/trace-file.js'
import { targets } from './targets/targets.js'

const order = JSON.parse(process.argv[2] ?? '') as ChildOrder
const tell = (word: ChildWord): Promise<void> =>
  new Promise((resolve) => {
    process.send?.(word, () => resolve())
  })

let thrown: string[] = []
const note = (error: unknown): void => {
  thrown.push(`thrown where nobody caught it: ${error instanceof Error ? error.stack : String(error)}`)
}
process.on('uncaughtException', note)
process.on('unhandledRejection', note)

const tools: RoundTools = {
  target: targets[order.target],
  pool: createCostlyPool(),
  meter: createMeter(),
  trace: openTraceFile(order.trace),
  uncaught: () => {
    const taken = thrown
    thrown = []
    return taken
  }
}

async function play({ seed, target, from, to, framesARound }: ChildOrder): Promise<void> {
  let heapAfterFirst: number | undefined
  for (let round = from; round < to; round++) {
    const random = createSeededRandom(roundSeed(seed, target, round))
    const result = await playRound(tools, random.below(256), framesARound, random)
    const heap = settledHeap()
    // Caches and compiled code fill up in the first rounds.
    if (round === from + 2) heapAfterFirst = heap
    const leaked = heap - (heapAfterFirst ?? heap)
    const leak = leaked > leakBudgetBytes ? [`${leaked} bytes of heap stay when all is closed`] : []
    await tell({ kind: 'round', round, ...result, violations: [...result.violations, ...leak] })
    // The parent keeps the trace of a round that broke, and begins anew with the next.
    if (leak.length > 0 || result.violations.length > 0 || result.slow) return
  }
}

async function replay(path: string): Promise<void> {
  const { world, actions } = readTrace(readFileSync(path))
  // Once to warm up: code that runs for the first time is slow whatever it is given.
  await replayRound(tools, world, actions)
  const result = await replayRound(tools, world, actions)
  await tell({ kind: 'round', round: 0, ...result })
}

await (order.replay === null ? play(order) : replay(order.replay))
await tell({ kind: 'done' })
process.disconnect?.()
