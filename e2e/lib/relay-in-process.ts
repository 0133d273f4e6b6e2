// A relay in this process whose wall clock can be moved: for what takes a month.

import { type Clock, type Scope, systemClock, systemRandom } from '@weft/base'
import { openSqliteLog } from '@weft/log-sqlite'
import { openRelay } from '@weft/relay'
import { untilTrue } from './until.js'

export interface TimeRelay {
  readonly url: string
  readonly port: number
  /** Its wall clock, for devices of the same world. */
  readonly clock: Clock
  passDays(days: number): void
  /** Resolves when the entries up to a position may have been folded away. */
  untilHorizon(space: string, position: number): Promise<void>
  head(space: string): Promise<number>
}

const dayMs = 86_400_000

/** Keeps history for `retainDays`, and folds every tenth of a second. */
export async function openTimeRelay(
  scope: Scope,
  options: { readonly data: string; readonly app?: string; readonly retainDays: number }
): Promise<TimeRelay> {
  let aheadMs = 0
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + aheadMs }
  const log = await openSqliteLog({ folder: options.data, clock, random: systemRandom })
  scope.own(() => log.close())
  const relay = openRelay({
    ...{ log, clock, random: systemRandom },
    ...(options.app === undefined ? {} : { appFolder: options.app }),
    fold: { minEntries: 1, afterEntries: 1, everyMs: 100, retentionMs: options.retainDays * dayMs }
  })
  scope.own(() => relay.close({ retryAfterMs: 0 }))
  const { url, port } = await relay.listen({ port: 0, host: '127.0.0.1' })
  const find = async (space: string) => (await log.spaces()).find((each) => each.space === space)
  return {
    url,
    port,
    clock,
    passDays: (days) => {
      aheadMs += days * dayMs
    },
    untilHorizon: (space, position) =>
      untilTrue(async () => ((await find(space))?.horizon ?? 0) >= position, `the horizon at ${position}`),
    head: async (space) => (await find(space))?.head.position ?? 0
  }
}
