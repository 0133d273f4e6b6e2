// `npm run fuzz`: shares frames out among targets and children, shows how far it is, and ends with one line of figures.

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FuzzOptions, parseArguments, usage } from './run/arguments.js'
import { addFigures, type Figures, figuresLine, noFigures, worstLine } from './run/figures.js'
import type { ChildOrder } from './run/orders.js'
import { createProgress } from './run/progress.js'
import type { TargetName } from './run/target.js'
import { readFoundTrace, type Violation, writeFound } from './run/violations.js'
import { watchChild } from './run/watch-child.js'

const found = resolve(fileURLToPath(new URL('../found', import.meta.url)))
const framesARound = 1_500
/** More violations than this say nothing new. */
const mostViolations = 10

const options = parseArguments(process.argv.slice(2))
if (options.kind === 'help') {
  process.stdout.write(`${usage}\n`)
} else if (options.kind === 'wrong') {
  process.stderr.write(`${options.message}\n${usage}\n`)
  process.exitCode = 2
} else {
  const traces = mkdtempSync(join(tmpdir(), 'weft-fuzz-'))
  try {
    process.exitCode =
      options.replay === null ? await run(options, traces) : await replay(options.replay, traces)
  } finally {
    rmSync(traces, { recursive: true, force: true })
  }
}

async function run({ frames, seed, targets }: FuzzOptions, traces: string): Promise<number> {
  const progress = createProgress(frames)
  const byTarget = new Map<TargetName, Figures>(targets.map((target) => [target, noFigures()]))
  const violations: Violation[] = []
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const shares = shareOut(frames, targets)
  const waiting = [...targets]

  const take = (target: TargetName, figures: Figures): void => {
    byTarget.set(target, addFigures(byTarget.get(target) ?? noFigures(), figures))
    progress.show(
      [...byTarget.values()].reduce((sum, one) => sum + one.frames, 0),
      violations.length
    )
  }

  const runTarget = async (target: TargetName): Promise<void> => {
    const share = shares.get(target) ?? 0
    const to = Math.ceil(share / framesARound)
    const trace = join(traces, target)
    for (let from = 0; from < to && !stop.signal.aborted && violations.length < mostViolations; ) {
      const order = {
        target,
        seed,
        from,
        to,
        framesARound: Math.min(framesARound, share),
        trace,
        replay: null
      }
      const end = await watchChild(order, ({ figures }) => take(target, figures), stop.signal)
      from = end.next
      const round = end.broken?.round ?? end.next - 1
      const said = end.broken?.violations ?? (end.slow && (await confirmSlow(target, trace, stop.signal)))
      if (!said || said.length === 0) continue
      violations.push({
        target,
        seed,
        round,
        said,
        ...writeFound(found, { target, seed, round }, trace, said)
      })
    }
  }
  const worker = async (): Promise<void> => {
    for (let target = waiting.shift(); target !== undefined; target = waiting.shift()) await runTarget(target)
  }
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker))
  progress.end()
  for (const violation of violations) tell(violation)
  for (const [target, figures] of byTarget) process.stdout.write(`${worstLine(target, figures)}\n`)
  process.stdout.write(`seed ${seed}; ${figuresLine(byTarget, violations.length)}\n`)
  return violations.length > 0 || stop.signal.aborted ? 1 : 0
}

/** By weight: a frame for a device moves two relays, two devices and their clocks, and takes thirty times as long. */
function shareOut(frames: number, targets: readonly TargetName[]): Map<TargetName, number> {
  const weightOf = (target: TargetName): number => (target === 'client' ? 1 : 30)
  const all = targets.reduce((sum, target) => sum + weightOf(target), 0)
  return new Map(targets.map((target) => [target, Math.ceil((frames * weightOf(target)) / all)]))
}

/** A machine that is busy makes anything slow once: what is slow three times in a row is. */
async function confirmSlow(target: TargetName, trace: string, signal: AbortSignal): Promise<string[]> {
  const kept = `${trace}-slow`
  copyFileSync(trace, kept)
  let least = { ms: Number.POSITIVE_INFINITY, bytes: 0 }
  for (let time = 0; time < 2; time++) {
    const end = await watchChild(replayOrder(target, kept, trace), () => undefined, signal)
    if (end.broken) return [...end.broken.violations]
    if (!end.slow) return []
    if (end.slow.ms < least.ms) least = end.slow
  }
  copyFileSync(kept, trace)
  return [`a message of ${least.bytes} bytes holds up the loop for ${least.ms.toFixed(1)} ms`]
}

function replayOrder(target: TargetName, replayed: string, trace: string): ChildOrder {
  return { target, seed: 0, from: 0, to: 1, framesARound: 0, trace, replay: replayed }
}

async function replay(path: string, traces: string): Promise<number> {
  const { target } = readFoundTrace(path)
  const never = new AbortController().signal
  let figures = noFigures()
  const order = replayOrder(target, resolve(path), join(traces, target))
  const end = await watchChild(order, (result) => (figures = result.figures), never)
  const said =
    end.broken?.violations ??
    (end.slow ? [`slow: ${end.slow.ms.toFixed(1)} ms for ${end.slow.bytes} bytes`] : [])
  for (const line of said) process.stdout.write(`${line}\n`)
  process.stdout.write(`${figuresLine(new Map([[target, figures]]), said.length)}\n`)
  return said.length > 0 ? 1 : 0
}

function tell({ target, seed, round, said, trace, hex }: Violation): void {
  const here = (path: string): string => relative(process.cwd(), path)
  process.stdout.write(
    `\nVIOLATION at ${target}, seed ${seed}, round ${round}:\n${said.map((line) => `  ${line}`).join('\n')}\n` +
      `  last message: ${here(hex)}\n  replay: npm run fuzz -- --replay ${here(trace)}\n\n`
  )
}
