// `npm test`: everything that must hold, step by step. `--only unit,browser` runs those steps and what they need.
import { requireNode } from './lib/node-version.mjs'
import { progress } from './lib/progress.mjs'
import { addCounts, noTests } from './lib/reports.mjs'
import { StepFailed } from './lib/run.mjs'
import { steps } from './lib/steps.mjs'
import { table } from './lib/table.mjs'

requireNode()

const chosen = chooseSteps(process.argv.slice(2))
const results = []
const beside = []
for (const step of chosen) {
  if (step.isBeside && lacks(step) === undefined) beside.push(begin(step))
  else results.push(await runStep(step))
}
for (const step of beside) results.push(await runStep(step))
report()

/** The named steps and, before them, all that they need. Everything when none is named. */
function chooseSteps(args) {
  const at = args.indexOf('--only')
  const names = (
    args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ??
    args[at + 1] ??
    ''
  ).split(',')
  if (at === -1 && !args.some((arg) => arg.startsWith('--only='))) return steps
  const wanted = new Set(['install'])
  const want = (name) => {
    const step = steps.find((candidate) => candidate.name === name)
    if (step === undefined) {
      process.stderr.write(`No step is called "${name}". Steps: ${steps.map((s) => s.name).join(', ')}\n`)
      process.exit(2)
    }
    wanted.add(name)
    step.needs.forEach(want)
  }
  names.forEach(want)
  return steps.filter((step) => wanted.has(step.name))
}

/** The first step that this one needs and that did not pass. */
function lacks(step) {
  return step.needs.find((name) => results.find((r) => r.name === name)?.state !== 'passed')
}

/** The step, begun; to run it is to wait for it. */
function begin(step) {
  const work = step.run()
  work.catch(() => {})
  return { ...step, run: () => work, startedMs: performance.now() }
}

async function runStep(step) {
  const lacking = lacks(step)
  if (lacking !== undefined) {
    process.stdout.write(`- ${step.label}: not run, since ${lacking} failed\n`)
    return { name: step.name, state: 'not run', tookMs: 0, counts: noTests, remark: `needs ${lacking}` }
  }
  const startedMs = step.startedMs ?? performance.now()
  let outcome = {}
  let state = 'passed'
  try {
    await progress(step.label, async () => {
      outcome = await step.run()
      if (outcome.counts?.failed > 0) throw new StepFailed('Tests failed.', outcome.output)
      return outcome.counts && !outcome.remark ? `${outcome.counts.passed} passed` : outcome.remark
    })
  } catch (error) {
    state = 'failed'
    const known = error instanceof StepFailed
    process.stdout.write(known ? `${error.output}\n${error.message}\n` : `${error.stack}\n`)
  }
  const counts = outcome.counts ?? (state === 'failed' ? { ...noTests, failed: 1 } : noTests)
  const tookMs = performance.now() - startedMs
  return { name: step.name, state, tookMs, counts, remark: outcome.remark ?? '' }
}

function report() {
  const rows = results.map((r) => [
    r.name,
    r.state,
    `${(r.tookMs / 1000).toFixed(1)} s`,
    ...[r.counts.passed, r.counts.failed, r.counts.skipped].map((n) => (n === 0 ? '' : String(n))),
    r.remark
  ])
  const head = ['step', 'state', 'time', 'passed', 'failed', 'skipped', '']
  process.stdout.write(`\n${table(head, rows)}\n\n`)
  const total = results.map((r) => r.counts).reduce(addCounts, noTests)
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`)
  process.exitCode = results.every((r) => r.state === 'passed') ? 0 : 1
}
