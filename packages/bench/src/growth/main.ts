// `npm run bench:growth -- [--rounds N] [--servers a,b] [--scenario X]`: how cost grows, as JSON and as a plot.

import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { servers } from '../servers/table.js'
import { type Grown, measureGrowth } from './measure.js'
import { plot } from './plot.js'
import { growths } from './table.js'

const usage = `npm run bench:growth -- [--rounds N] [--servers NAME[,NAME]] [--scenario NAME[,NAME]]

  --rounds    interleaved rounds at each size (default 1)
  --servers   default weft,hocuspocus-sqlite
  --scenario  default: all of ${growths.map(({ scenario }) => scenario.name).join(', ')}

Writes bench-results/growth.json and bench-results/growth.svg.
`

const text = { type: 'string' } as const

process.exitCode = await run(process.argv.slice(2))

async function run(args: readonly string[]): Promise<number> {
  const asked = readArguments(args)
  if (!asked) return 2
  const grown: Grown[] = []
  for (const growth of asked.growths) {
    process.stdout.write(`\n${growth.scenario.name}, by ${growth.of}\n`)
    const measured = await measureGrowth(growth, {
      ...{ servers: asked.servers, rounds: asked.rounds, scale: 1 },
      onTurn: (size, server) =>
        process.stdout.write(`  ${size.toLocaleString('en')} ${growth.unit}, ${server}\n`)
    })
    for (const { server, figureUnit, points } of measured) {
      const told = points.map(([size, value]) => `${size}: ${Number(value.toPrecision(4))}`).join(', ')
      process.stdout.write(`  ${server}, ${figureUnit}: ${told}\n`)
    }
    grown.push(...measured)
  }
  mkdirSync('bench-results', { recursive: true })
  const told = { date: new Date().toISOString(), node: process.version, rounds: asked.rounds, grown }
  writeFileSync('bench-results/growth.json', `${JSON.stringify(told, null, 2)}\n`)
  writeFileSync('bench-results/growth.svg', plot(grown))
  process.stdout.write('\nbench-results/growth.json, bench-results/growth.svg\n')
  return 0
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { rounds: text, servers: text, scenario: text }
    })
    const rounds = Number(values.rounds ?? '1')
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a number from 1.')
    const names = (values.servers ?? 'weft,hocuspocus-sqlite').split(',')
    const chosen = names.map((name) => {
      const server = servers.find((one) => one.name === name)
      if (!server) throw new Error(`There is no server "${name}".`)
      return server
    })
    const scenarios = values.scenario?.split(',')
    const asked = growths.filter(({ scenario }) => !scenarios || scenarios.includes(scenario.name))
    if (asked.length === 0) throw new Error(`No growth is measured of "${values.scenario}".`)
    return { rounds, servers: chosen, growths: asked }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`)
    return undefined
  }
}
