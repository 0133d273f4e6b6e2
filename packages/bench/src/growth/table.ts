// Which figures are looked at as something grows, and from where to where.

import { busy } from '../scenarios/busy.js'
import { coldOpen } from '../scenarios/cold-open.js'
import { comeBack } from '../scenarios/come-back.js'
import { fanOut } from '../scenarios/fan-out.js'
import { firstSync } from '../scenarios/first-sync.js'
import { idle } from '../scenarios/idle.js'
import { joiners } from '../scenarios/joiners.js'
import { reconnectWarm } from '../scenarios/reconnect.js'
import type { Dimension, Scenario } from '../scenarios/scenario.js'

export interface Growth {
  readonly scenario: Scenario
  readonly of: Dimension
  /** What there is of it at once, ten times and a hundred times: the published size is one of them. */
  readonly sizes: readonly [number, number, number]
  /** What the scenario has when nothing is said. */
  readonly published: number
  readonly unit: string
  readonly figures: readonly string[]
}

export const growths: readonly Growth[] = [
  row(comeBack, 'documents', [100, 1_000, 10_000], 10_000, 'notes in the space', 'ms', 'bytes'),
  row(firstSync, 'documents', [100, 1_000, 10_000], 10_000, 'notes in the space', 'rate'),
  row(busy, 'documents', [2, 20, 200], 200, 'documents being written', 'p50', 'cpu'),
  row(fanOut, 'devices', [5, 50, 500], 50, 'readers', 'deliveries', 'cpu'),
  row(joiners, 'devices', [10, 100, 1_000], 1_000, 'who join at once', 'seconds', 'cpu'),
  row(idle, 'devices', [100, 1_000, 10_000], 10_000, 'connections', 'each'),
  row(coldOpen, 'history', [2_000, 20_000, 200_000], 200_000, 'edits of the document', 'ms'),
  row(reconnectWarm, 'history', [2_000, 20_000, 200_000], 200_000, 'edits of the document', 'bytes', 'ms')
]

function row(
  scenario: Scenario,
  of: Dimension,
  sizes: Growth['sizes'],
  published: number,
  unit: string,
  ...figures: string[]
): Growth {
  return { scenario, of, sizes, published, unit, figures }
}
