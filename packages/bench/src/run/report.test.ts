// Medians of rounds, and the ratio to the best peer.

import { expect, it } from 'vitest'
import type { Scenario } from '../scenarios/scenario.js'
import { toRows, toTable } from './report.js'

const scenario: Scenario = {
  name: 'made-up',
  title: 'nothing',
  figures: {
    rate: { unit: 'things/s', better: 'more', digits: 0 },
    lost: { unit: 'lost', better: 'less', digits: 1 }
  },
  suits: () => true,
  run: async () => ({})
}
const result = (server: string, ...rounds: [number, number][]) => ({
  server,
  isPeer: server === 'y-websocket' || server === 'hocuspocus',
  rounds: rounds.map(([rate, lost]) => ({ rate, lost }))
})

it('M2 a figure is the median of its rounds, beside the least and the most, and compared with the best peer', () => {
  const rows = toRows(scenario, [
    result('weft', [900, 1], [1_000, 0], [5_000, 0]),
    result('y-websocket', [100, 8], [120, 4], [110, 6]),
    result('hocuspocus', [500, 10], [400, 2], [300, 30]),
    result('bare-ws', [9_000, 0], [9_000, 0], [9_000, 0])
  ])
  const of = (server: string, figure: string) =>
    rows.find((row) => row.server === server && row.figure === figure)
  expect(of('weft', 'rate')).toMatchObject({ median: 1_000, least: 900, most: 5_000, timesBestPeer: 2.5 })
  expect(of('y-websocket', 'rate')).toMatchObject({ median: 110, timesBestPeer: 0.275 })
  // Less is better there; of nothing there is no ratio.
  expect(of('weft', 'lost')).toMatchObject({ median: 0, least: 0, most: 1, timesBestPeer: null })
  expect(of('hocuspocus', 'lost')).toMatchObject({ median: 10, timesBestPeer: 0.6 })
  const table = toTable(scenario, rows).split('\n')
  expect(table).toHaveLength(2 + rows.length)
  expect(table[2]).toMatch(/^\| weft +\| things\/s \| 1,000 +\| 900 to 5,000 +\| 2\.50 +\|$/)
})

it('M2 a server without what a figure is of has no row of it', () => {
  const rows = toRows(scenario, [
    result('weft', [900, 4]),
    { server: 'hocuspocus', isPeer: true, rounds: [{ lost: 2 }] }
  ])
  expect(rows.map(({ server, figure }) => `${server} ${figure}`)).toEqual([
    ...['weft rate', 'weft lost', 'hocuspocus lost']
  ])
  expect(rows.map(({ timesBestPeer }) => timesBestPeer)).toEqual([null, 0.5, 1])
})

it('M2 of an even number of rounds it is the middle of the two in the middle', () => {
  const [row] = toRows(scenario, [result('weft', [1, 0], [2, 0], [4, 0], [9, 0])])
  expect(row).toMatchObject({ median: 3, timesBestPeer: null })
})
