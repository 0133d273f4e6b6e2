// `npm run crash -- --kills 500 --cuts 200 --flips 10000 --seed 1`: the crash rigs, as much as asked, and one line of figures at the end.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { arePackagesBuilt, buildPackages } from './lib/build.mjs'
import { add, linesOf, none, readFigures, shareOut, toText } from './lib/crash-rigs.mjs'
import { requireNode } from './lib/node-version.mjs'
import { progress } from './lib/progress.mjs'
import { vitestCounts } from './lib/reports.mjs'
import { inRoot } from './lib/root.mjs'
import { runNode } from './lib/run.mjs'

requireNode()

const usage = `npm run crash -- [--kills N] [--cuts N] [--flips N] [--load] [--long] [--seed S]

  --kills N   processes killed: relays, devices, logs (default 50, unless something else is asked for)
  --cuts N    power cuts (needs strace)
  --flips N   flipped bits and cut files
  --load      1,000 readers that read nothing, a slow line, 5,000 devices that come back, 10,000 sockets that say nothing
  --long      pauses longer than any heartbeat
  --seed S    of the first world; by default from the clock
`

const asked = readArguments()
const reports = inRoot('node_modules', '.cache', 'weft', 'reports')
let total = none
let isBroken = false

if (!arePackagesBuilt()) await progress('Build packages', buildPackages)
for (const rig of shareOut(asked)) await runRig(rig)
process.stdout.write(`${toText(total)} (seed ${asked.seed})\n`)
process.exitCode = isBroken || total.violations > 0 ? 1 : 0

function readArguments() {
  const number = { type: 'string' }
  const flag = { type: 'boolean', default: false }
  const options = { kills: number, cuts: number, flips: number, seed: number, load: flag, long: flag }
  try {
    const { values } = parseArgs({ options })
    const isOther = values.cuts !== undefined || values.flips !== undefined || values.load || values.long
    return {
      kills: whole('kills', values.kills ?? (isOther ? '0' : '50')),
      cuts: whole('cuts', values.cuts ?? '0'),
      flips: whole('flips', values.flips ?? '0'),
      seed: whole('seed', values.seed ?? String(Date.now() % 100_000)),
      load: values.load,
      long: values.long
    }
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    process.exit(2)
  }
}

function whole(name, text) {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a number, not "${text}".`)
  return Number(text)
}

async function runRig({ name, file, env, asks }) {
  if (!existsSync(inRoot(file))) {
    isBroken = true
    process.stdout.write(`✗ ${name}: ${file} is not there\n`)
    return
  }
  mkdirSync(reports, { recursive: true })
  const report = inRoot('node_modules', '.cache', 'weft', 'reports', `crash-${name}.json`)
  rmSync(report, { force: true })
  let ofRig = none
  const show = linesOf((line) => {
    const figures = readFigures(line)
    if (figures === undefined) return
    ofRig = add(ofRig, figures)
    process.stdout.write(`  ${name}, seed ${figures.seed}: ${toText(figures)}\n`)
  })
  await progress(`${name}, ${asks}`, async () => {
    const args = ['run', '--project', 'crash', file]
    args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`)
    const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs')
    const { code, output } = await runNode(vitest, args, { env: { ...env, NO_COLOR: '1' }, onOutput: show })
    const { failed, passed, skipped } = vitestCounts(report)
    // A test that could not even tell its figures is a violation too.
    ofRig = { ...ofRig, violations: Math.max(ofRig.violations, failed) }
    if (code !== 0) {
      isBroken = true
      process.stdout.write(`${output}\n`)
    }
    return `${passed} passed${skipped > 0 ? `, ${skipped} skipped` : ''}; ${toText(ofRig)}`
  })
  total = add(total, ofRig)
}
