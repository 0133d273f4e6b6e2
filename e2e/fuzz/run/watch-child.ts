// Runs one child to its end under a watchdog: what it told, and what it died of.

import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkHangMs, hangMs, heapLimitMiB } from './budget.js'
import type { ChildOrder, ChildWord } from './orders.js'
import type { RoundResult } from './round.js'
import { type Phase, progressOf } from './trace-file.js'

export interface ChildEnd {
  /** The round after the last that was told. */
  readonly next: number
  /** Set when the child hung, died, or stopped at a round that broke. */
  readonly broken: { readonly round: number; readonly violations: readonly string[] } | undefined
  readonly slow: RoundResult['slow']
}

const fuzzingChild = fileURLToPath(new URL('../child.js', import.meta.url))
const flags = [`--max-old-space-size=${heapLimitMiB}`, '--expose-gc', '--stack-trace-limit=20']
const lookEveryMs = 100
/** Where the CPU time of a child is not known: one that gets none makes no progress either, and is no finding. */
const wallFactor = 20
/** A child that neither works nor comes further waits for something that never comes. */
const idleMs = 30_000

export function watchChild(
  order: ChildOrder,
  told: (result: RoundResult) => void,
  signal: AbortSignal,
  child = fuzzingChild
): Promise<ChildEnd> {
  return new Promise((resolve) => {
    const started = fork(child, [JSON.stringify(order)], {
      execArgv: flags,
      stdio: ['ignore', 'inherit', 'pipe', 'ipc']
    })
    let next = order.from
    let broken: ChildEnd['broken']
    let slow: ChildEnd['slow']
    let isDone = false
    let stderr = ''
    let hung: string | undefined
    const watch = createWatch(started.pid ?? 0, order.trace)
    const timer = setInterval(() => {
      const stuck = watch.look()
      if (stuck === undefined || hung !== undefined) return
      hung = stuck
      started.kill('SIGKILL')
    }, lookEveryMs)
    const abort = (): boolean => started.kill('SIGKILL')
    signal.addEventListener('abort', abort)
    started.stderr?.on('data', (text: Buffer) => {
      stderr = (stderr + text.toString()).slice(-8_000)
    })
    started.on('message', (word: ChildWord) => {
      if (word.kind === 'done') isDone = true
      else {
        told(word)
        next = word.round + 1
        slow = word.slow
        if (word.violations.length > 0) broken = { round: word.round, violations: word.violations }
      }
    })
    started.on('close', (code, by) => {
      clearInterval(timer)
      signal.removeEventListener('abort', abort)
      if (!isDone && !signal.aborted) {
        const how = hung ?? `died (code ${code}, signal ${by}): ${stderr.trim()}`
        broken ??= { round: next, violations: [how] }
        next = broken.round + 1
      }
      resolve({ next, broken, slow })
    })
  })
}

/** Says when a child makes no progress. */
function createWatch(pid: number, trace: string): { look(): string | undefined } {
  let mark = ''
  let sinceCpuMs: number | undefined = 0
  let sinceWallMs = performance.now()
  return {
    look: () => {
      const progress = progressOf(trace)
      const cpuMs = cpuOf(pid)
      const seen = `${progress?.phase} ${progress?.mark}`
      if (seen !== mark || progress?.phase === 'idle') {
        mark = seen
        sinceCpuMs = cpuMs
        sinceWallMs = performance.now()
        return undefined
      }
      const limitMs = limitOf(progress?.phase ?? 'opening')
      const wallMs = performance.now() - sinceWallMs
      const spentMs = cpuMs === undefined || sinceCpuMs === undefined ? undefined : cpuMs - sinceCpuMs
      const isBusy = spentMs === undefined ? wallMs > limitMs * wallFactor : spentMs > limitMs
      if (isBusy) return `hangs while it is ${progress?.phase}: no progress for ${limitMs} ms`
      return wallMs > idleMs + limitMs ? `waits for ever while it is ${progress?.phase}` : undefined
    }
  }
}

const limitOf = (phase: Phase): number => (phase === 'acting' ? hangMs : checkHangMs)

/** CPU time of a process, ms, as Linux tells it; undefined elsewhere. */
function cpuOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Fields 14 and 15 of proc(5), in ticks of 10 ms.
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return undefined
  }
}
