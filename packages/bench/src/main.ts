// `npm run bench -- --scenario X --servers a,b --rounds N`: measures, and prints medians and ratios.

import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { NotWhatWasSent } from './clients/readers.js'
import { readTrace } from './documents/read-trace.js'
import { type Replay, replayTrace } from './documents/replay-trace.js'
import { TraceError } from './documents/trace.js'
import { shapeOf, type TraceShape } from './documents/trace-shape.js'
import { toRows, toTable } from './run/report.js'
import { runRounds } from './run/rounds.js'
import type { Scenario } from './scenarios/scenario.js'
import { scenarios } from './scenarios/table.js'
import type { ServerKind } from './servers/server.js'
import { servers } from './servers/table.js'

const long = scenarios.filter(({ isLong }) => isLong).map(({ name }) => name)

const usage = `npm run bench -- [--scenario NAME[,NAME]] [--servers NAME[,NAME]] [--rounds N] [--trace FILE] [--json FILE]

  --scenario  ${scenarios.map(({ name }) => name).join(', ')} (default: all but ${long.join(', ')})
  --servers   ${servers.map(({ name }) => name).join(', ')} (default: all that the scenario can be asked of)
  --rounds    interleaved rounds (default 3)
  --scale     a part of the published size, 0 to 1 (default 1)
  --trace     a recorded editing history, .json or .json.gz, to type in place of a document that is made up
  --json      where the figures of one scenario go (default bench-results/<scenario>.json)
`

class WrongArguments extends Error {}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  if (error instanceof WrongArguments) process.stderr.write(`${error.message}\n\n${usage}`)
  else if (error instanceof TraceError) process.stderr.write(`${error.message}\n`)
  else throw error
  process.exitCode = 2
}

async function run(args: readonly string[]): Promise<number> {
  const asked = readArguments(args)
  const recorded = asked.trace === undefined ? undefined : openTrace(asked.trace)
  for (const scenario of asked.scenarios) {
    const chosen = asked.servers.filter((server) => scenario.suits(server))
    process.stdout.write(`\n${scenario.name}: ${scenario.title}\n`)
    if (chosen.length === 0) {
      process.stdout.write('  none of these servers can be asked for it\n')
      continue
    }
    try {
      const results = await runRounds({
        ...{ scenario, servers: chosen, rounds: asked.rounds, scale: asked.scale, ...recorded },
        onTurn: (round, server) =>
          process.stdout.write(`  round ${round + 1} of ${asked.rounds}, ${server}\n`),
        onSaid: (line) => process.stdout.write(`    ${line}\n`)
      })
      const rows = toRows(scenario, results)
      process.stdout.write(`\n${toTable(scenario, rows)}\n`)
      keep(asked.json ?? `bench-results/${scenario.name}.json`, {
        ...{ scenario: scenario.name, rows, results },
        ...(recorded && { trace: { file: asked.trace, ...recorded.shape } })
      })
    } catch (error) {
      if (!(error instanceof NotWhatWasSent)) throw error
      process.stderr.write(`${scenario.name}: no figure, since ${error.message}\n`)
      return 1
    }
  }
  return 0
}

/** Throws TraceError. What it is like is printed, since figures depend on it. */
function openTrace(file: string): { readonly replay: Replay; readonly shape: TraceShape } {
  const trace = readTrace(file)
  const replay = replayTrace(trace)
  const shape = shapeOf(trace)
  process.stdout.write(`trace ${file}, which ends as recorded: ${replay.text.length} characters\n`)
  for (const [name, value] of Object.entries(shape)) {
    process.stdout.write(`  ${name.padEnd(16)}${value.toLocaleString('en', { maximumFractionDigits: 3 })}\n`)
  }
  return { replay, shape }
}

function keep(file: string, measured: object): void {
  const machine = { cpus: cpus().length, model: cpus()[0]?.model, memoryBytes: totalmem(), arch: arch() }
  mkdirSync(dirname(resolve(file)), { recursive: true })
  const told = { ...measured, date: new Date().toISOString(), node: process.version, machine }
  writeFileSync(file, `${JSON.stringify(told, null, 2)}\n`)
  process.stdout.write(`\n${file}\n`)
}

function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = { scenario: text, servers: text, rounds: text, scale: text, trace: text, json: text }
  try {
    const { values } = parseArgs({ args: [...args], options })
    const chosen = named<Scenario>('scenario', scenarios, values.scenario).filter(
      ({ isLong }) => !isLong || values.scenario !== undefined
    )
    if (values.json !== undefined && chosen.length > 1) {
      throw new WrongArguments('--json names one file: ask for one scenario.')
    }
    return {
      scenarios: chosen,
      servers: named<ServerKind>('server', servers, values.servers),
      rounds: Math.floor(number('rounds', values.rounds ?? '3', 1, 1_000)),
      scale: number('scale', values.scale ?? '1', 0, 1),
      trace: values.trace,
      json: values.json
    }
  } catch (error) {
    throw new WrongArguments((error as Error).message)
  }
}

function named<N extends { readonly name: string }>(
  what: string,
  all: readonly N[],
  asked?: string
): readonly N[] {
  return (asked?.split(',') ?? all.map(({ name }) => name)).map((name) => {
    const found = all.find((one) => one.name === name)
    if (!found) throw new WrongArguments(`There is no ${what} "${name}".`)
    return found
  })
}

function number(what: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!(value >= least && value <= most))
    throw new WrongArguments(`--${what} takes ${least} to ${most}, not "${text}".`)
  return value
}
