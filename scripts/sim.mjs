// `npm run sim -- --seeds 20000 --from 1`: as many seeded worlds as asked, and one line of figures at the end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { arePackagesBuilt, buildPackages } from './lib/build.mjs'
import { requireNode } from './lib/node-version.mjs'
import { progress } from './lib/progress.mjs'
import { buildSim } from './lib/sim/build.mjs'
import { createFigures, toLine, toProgress } from './lib/sim/figures.mjs'
import { findPlants } from './lib/sim/find-plants.mjs'
import { runSeeds } from './lib/sim/pool.mjs'

requireNode()

const usage = `npm run sim -- [--seeds N] [--from S] [--workers W] [--plant NAME | --plants] [--tell] [--digests] [--typed] [--work]

  --seeds N     worlds to run, one for each seed (default 1,000)
  --from S      the first seed (default 1)
  --workers W   worker processes (default 2)
  --plant NAME  run with one planted bug, which is then to be found
  --tell        say all that happens, frame by frame; best with one seed
  --digests     say each seed's digest, which is the same each time
  --typed       people edit typed fields too
  --work        count what a few fixed things cost in worlds without faults, as JSON
  --plants      plant each bug, one after the other, and say with which seed it was found
`

const asked = readArguments()
if (!arePackagesBuilt()) await progress('Build packages', buildPackages)
const folder = buildSim()
if (asked.work) process.exitCode = await countWork()
else if (asked.plants) process.exitCode = await findPlants({ folder, ...asked })
else process.exitCode = await run()

async function countWork() {
  const child = spawn(process.execPath, [join(folder, 'work', 'count-work.js')], { stdio: 'inherit' })
  const [code] = await once(child, 'close')
  return code ?? 1
}

async function run() {
  const { from, seeds: count, workers } = asked
  const plant = asked.plant === undefined ? undefined : await plantNamed(asked.plant)
  const figures = createFigures()
  let shownAt = 0
  await runSeeds({
    ...{ folder, from, count, workers, plant, tell: asked.tell },
    typed: asked.typed || plant?.typed,
    onReport: (report) => {
      figures.add(report)
      if (asked.digests) process.stdout.write(`seed ${report.seed} digest ${report.digest}\n`)
      if (report.failure) process.stdout.write(`${describe(report)}\n`)
      const now = performance.now()
      if (now - shownAt < 5_000) return true
      shownAt = now
      process.stdout.write(`${toProgress(figures, count)}\n`)
      return true
    }
  })
  process.stdout.write(`${toLine(figures)}\n`)
  return figures.violations.length === 0 ? 0 : 1
}

function describe({ seed, failure }) {
  const plant = asked.plant === undefined ? '' : ` --plant '${asked.plant}'`
  const typed = asked.typed ? ' --typed' : ''
  return `seed ${seed}: ${failure.message}\n  again: npm run sim -- --seeds 1 --from ${seed}${typed}${plant}`
}

async function plantNamed(name) {
  const { plants } = await import(`${folder}/plants/index.js`)
  const plant = plants.find((one) => one.name === name)
  if (plant) return plant
  process.stderr.write(
    `There is no plant "${name}". There are: ${plants.map((one) => one.name).join('; ')}.\n`
  )
  return process.exit(2)
}

function readArguments() {
  const text = { type: 'string' }
  const flag = { type: 'boolean', default: false }
  try {
    const { values } = parseArgs({
      options: {
        seeds: text,
        from: text,
        workers: text,
        plant: text,
        plants: flag,
        tell: flag,
        digests: flag,
        typed: flag,
        work: flag
      }
    })
    return {
      seeds: whole('seeds', values.seeds ?? (values.plants ? '10000' : '1000')),
      from: whole('from', values.from ?? '1'),
      workers: Math.max(1, whole('workers', values.workers ?? '2')),
      plant: values.plant,
      plants: values.plants,
      tell: values.tell,
      digests: values.digests,
      typed: values.typed,
      work: values.work
    }
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    return process.exit(2)
  }
}

function whole(name, value) {
  if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name} takes a number, not "${value}".`)
  return Number(value)
}
