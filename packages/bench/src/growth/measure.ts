// Measures a scenario at one, ten and a hundred times the size of one thing.

import { runRounds } from '../run/rounds.js'
import type { ServerKind } from '../servers/server.js'
import type { Growth } from './table.js'

export interface Grown {
  readonly scenario: string
  readonly title: string
  readonly unit: string
  readonly figure: string
  readonly figureUnit: string
  readonly server: string
  /** The median of the rounds at each size. */
  readonly points: readonly (readonly [size: number, median: number])[]
}

export interface GrowthOptions {
  readonly servers: readonly ServerKind[]
  readonly rounds: number
  readonly scale: number
  readonly onTurn: (size: number, server: string) => void
}

/** Rejects as runRounds does. */
export async function measureGrowth(growth: Growth, options: GrowthOptions): Promise<Grown[]> {
  const { scenario, of, sizes, published, unit, figures } = growth
  const servers = options.servers.filter((server) => scenario.suits(server))
  const medians = new Map<string, [number, number][]>()
  for (const size of sizes) {
    const results = await runRounds({
      ...{ scenario, servers, rounds: options.rounds, scale: options.scale },
      times: { [of]: size / published },
      onTurn: (_round, server) => options.onTurn(size, server)
    })
    for (const { server, rounds } of results) {
      for (const figure of figures) {
        const key = `${figure} ${server}`
        const points = medians.get(key) ?? []
        medians.set(key, points)
        points.push([size, median(rounds.map((round) => round[figure] ?? Number.NaN))])
      }
    }
  }
  return figures.flatMap((figure) =>
    servers.map(({ name }) => ({
      ...{ scenario: scenario.name, title: scenario.title, unit, figure, server: name },
      figureUnit: scenario.figures[figure]?.unit ?? '',
      points: medians.get(`${figure} ${name}`) ?? []
    }))
  )
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}
