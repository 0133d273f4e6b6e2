// One round: a fresh subject, some hundreds of hostile frames, and the question whether everything still works.

import type { SeededRandom } from '@weft/base/testing'
import type { Action } from './action.js'
import { blockBudgetMs, heldBudgetBytes } from './budget.js'
import { beginOf, type CostlyPool } from './costly-pool.js'
import { type Figures, noFigures } from './figures.js'
import { heapNow, type Meter, settledHeap } from './meter.js'
import type { Report, Script, Subject, Target } from './target.js'
import type { TraceFile } from './trace-file.js'

export interface RoundTools {
  readonly target: Target
  readonly pool: CostlyPool
  readonly meter: Meter
  readonly trace: TraceFile
  /** What was thrown where nobody caught it, since it was last asked. */
  readonly uncaught: () => readonly string[]
}

export interface RoundResult {
  readonly figures: Figures
  /** In sentences; empty when nothing broke. */
  readonly violations: readonly string[]
  /** A message took longer than its budget; to be measured again before it is believed. */
  readonly slow: { readonly ms: number; readonly bytes: number } | undefined
}

/** Draws frames until there are so many. */
export async function playRound(
  tools: RoundTools,
  world: number,
  frames: number,
  random: SeededRandom
): Promise<RoundResult> {
  const round = createRound(tools)
  await round.open(world)
  const script: Script = tools.target.createScript(world, random, tools.pool)
  await round.attempt(async () => {
    while (round.figures.frames < frames && !round.isBroken) {
      for (const action of script.next(round.hints)) await round.perform(action)
    }
  })
  return round.end()
}

/** Takes the very steps of a trace. */
export async function replayRound(
  tools: RoundTools,
  world: number,
  actions: readonly Action[]
): Promise<RoundResult> {
  const round = createRound(tools)
  await round.open(world)
  await round.attempt(async () => {
    for (const action of actions) await round.perform(action)
  })
  return round.end()
}

function createRound({ target, pool, meter, trace, uncaught }: RoundTools) {
  const figures = noFigures()
  const violations: string[] = []
  const heapBefore = settledHeap()
  let subject: Subject
  let slow: RoundResult['slow']
  /** Sent since the loop last came to rest, whose costs are not yet all in. */
  let waiting:
    | { bytes: number; count: number; message: Uint8Array; ms: number; heapBytes: number }
    | undefined

  const report: Report = {
    answer: (code) => {
      figures.answers[code] = (figures.answers[code] ?? 0) + 1
    },
    made: (bytes) => {
      figures.frames++
      figures.bytes += bytes.length
    },
    broken: (what) => violations.push(what),
    known: (what) => {
      figures.known[what] = (figures.known[what] ?? 0) + 1
    }
  }

  const noteSent = (bytes: Uint8Array, ms: number, heapBytes: number): void => {
    figures.frames++
    figures.bytes += bytes.length
    waiting ??= { bytes: 0, count: 0, message: bytes, ms: 0, heapBytes: 0 }
    waiting.bytes += bytes.length
    waiting.count++
    waiting.ms = Math.max(waiting.ms, ms)
    waiting.heapBytes += heapBytes
  }

  const noteSettled = (ms: number, heapBytes: number): void => {
    if (!waiting) return
    const { bytes, count, message } = waiting
    const longest = Math.max(waiting.ms, ms)
    if (!figures.slowest || longest > figures.slowest.ms) {
      figures.slowest = { ms: longest, bytes, begins: beginOf(message) }
    }
    if (longest > blockBudgetMs(target.name, bytes)) slow ??= { ms: longest, bytes }
    if (count === 1) pool.note(message, { ms: waiting.ms + ms, heapBytes: waiting.heapBytes + heapBytes })
    waiting = undefined
  }

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      violations.push(`threw: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }

  return {
    figures,
    attempt,
    get hints() {
      return subject.hints
    },
    get isBroken() {
      return violations.length > 0
    },
    open: async (world: number) => {
      trace.begin(world)
      subject = await target.open(world, report)
      trace.enter('acting')
    },
    perform: async (action: Action) => {
      trace.add(action)
      meter.start()
      const done = subject.perform(action)
      if (action.kind === 'send' && !done) {
        const { ms, heapBytes } = meter.stop()
        noteSent(action.bytes, ms, heapBytes)
        return
      }
      await done
      const { ms, heapBytes } = meter.stop()
      if (action.kind === 'send') noteSent(action.bytes, 0, 0)
      // What a target does to see whether all is well is not what a message costs.
      if (action.kind !== 'act') noteSettled(ms, heapBytes)
    },
    end: async (): Promise<RoundResult> => {
      trace.enter('checking')
      violations.push(...uncaught())
      if (violations.length === 0) {
        await attempt(async () => {
          violations.push(...(await subject.check()))
        })
        violations.push(...uncaught())
      }
      const held = settledHeap() - heapBefore
      if (held > heldBudgetBytes) violations.push(`${held} bytes of heap are held after the round`)
      await attempt(subject.close)
      figures.rounds++
      figures.peakHeapBytes = Math.max(meter.peakHeapBytes, heapNow())
      figures.peakRssBytes = process.resourceUsage().maxRSS * 1024
      Object.assign(figures, pool.worst())
      return { figures, violations, slow }
    }
  }
}
