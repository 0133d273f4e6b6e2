// Runs a scenario in interleaved rounds, each server in turn, and keeps every figure.

import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createScope } from '@weft/base'
import type { Replay } from '../documents/replay-trace.js'
import type { Scenario, World } from '../scenarios/scenario.js'
import type { ServerKind } from '../servers/server.js'
import { atTheEnd } from './at-the-end.js'

export interface Result {
  readonly server: string
  readonly isPeer: boolean
  readonly rounds: readonly Readonly<Record<string, number>>[]
}

export interface RoundsOptions {
  readonly scenario: Scenario
  readonly servers: readonly ServerKind[]
  readonly rounds: number
  readonly scale: number
  readonly replay?: Replay
  readonly times?: World['times']
  /** A round on a server begins. */
  readonly onTurn: (round: number, server: string) => void
  /** What a long round says meanwhile. */
  readonly onSaid?: (line: string) => void
}

/** Rejects with the first round that failed; what was measured until then is not told. */
export async function runRounds({
  scenario,
  servers,
  rounds,
  scale,
  replay,
  times = {},
  onTurn,
  onSaid = () => undefined
}: RoundsOptions): Promise<Result[]> {
  const results = servers.map(({ name, isPeer }) => ({
    ...{ server: name, isPeer },
    rounds: [] as Record<string, number>[]
  }))
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < servers.length; turn++) {
      // Each server is first once, so that none has the quiet machine always.
      const index = (turn + round) % servers.length
      const server = servers[index] as ServerKind
      onTurn(round, server.name)
      const scope = createScope()
      const folder = await mkdtemp(join(tmpdir(), 'weft-bench-'))
      const isGone = atTheEnd(() => rmSync(folder, { recursive: true, force: true }))
      try {
        results[index]?.rounds.push({
          ...(await scenario.run({ server, scope, folder, scale, times, replay, say: onSaid }))
        })
      } finally {
        await scope.close()
        await rm(folder, { recursive: true, force: true })
        isGone()
      }
    }
  }
  return results
}
