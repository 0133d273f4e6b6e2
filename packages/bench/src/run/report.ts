// Medians of rounds as a table, and the ratio of each to the best of the peers.

import type { FigureKind, Scenario } from '../scenarios/scenario.js'
import type { Result } from './rounds.js'

export interface Row {
  readonly server: string
  readonly figure: string
  readonly unit: string
  readonly median: number
  readonly least: number
  readonly most: number
  /** To the best peer's median; above 1 is better than it. null without a peer, or where either is 0. */
  readonly timesBestPeer: number | null
}

export function toRows(scenario: Scenario, results: readonly Result[]): Row[] {
  return Object.entries(scenario.figures).flatMap(([figure, kind]) => {
    // Some servers have nothing that a figure could be of.
    const having = results.filter(({ rounds }) => rounds.some((round) => figure in round))
    const medians = having.map(({ server, rounds }) => {
      const values = rounds.map((round) => round[figure] ?? Number.NaN).sort((a, b) => a - b)
      return {
        server,
        median: median(values),
        least: values[0] ?? Number.NaN,
        most: values.at(-1) ?? Number.NaN
      }
    })
    const best = bestOf(
      kind,
      medians.filter((_, index) => having[index]?.isPeer).map((one) => one.median)
    )
    return medians.map((one) => ({
      ...one,
      figure,
      unit: kind.unit,
      timesBestPeer: ratio(kind, one.median, best)
    }))
  })
}

function bestOf({ better }: FigureKind, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  return better === 'more' ? Math.max(...values) : Math.min(...values)
}

function ratio({ better }: FigureKind, value: number, best: number | undefined): number | null {
  if (best === undefined || best === 0 || value === 0) return null
  return better === 'more' ? value / best : best / value
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function toTable(scenario: Scenario, rows: readonly Row[]): string {
  const head = ['server', 'figure', 'median', 'least to most', 'times the best peer']
  const lines = rows.map(({ server, figure, unit, median: middle, least, most, timesBestPeer }) => {
    const { digits } = scenario.figures[figure] as FigureKind
    const shown = (value: number): string =>
      value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    return [server, unit, shown(middle), `${shown(least)} to ${shown(most)}`, timesBestPeer?.toFixed(2) ?? '']
  })
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length))
  )
  const draw = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [draw(head), draw(widths.map((width) => '-'.repeat(width))), ...lines.map(draw)].join('\n')
}
