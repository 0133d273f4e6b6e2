// A relay over a log in memory, with witnesses, for hostile peers to be connected to.

import { createSeededRandom } from '@weft/base/testing'
import { type LogLine, openRelay, type Relay } from '@weft/relay'
import { createMemoryLog, type Log } from '@weft/relay/log'
import * as Y from 'yjs'
import type { Report } from '../run/target.js'
import { type CheckedLog, checkLog } from './check-log.js'
import { createTime, type FuzzTime } from './time.js'
import { attackedDocument, calmDocument, openWitnesses, space, type Witnesses } from './witness.js'

export interface RelayWorld {
  readonly relay: Relay
  readonly log: Log
  readonly time: FuzzTime
  readonly secret: string
  readonly readSecret: string
  /** The witnesses and the log, and whatever else may be asked of the log. */
  check(further?: (log: CheckedLog) => string[]): Promise<string[]>
  close(): Promise<void>
}

const unbounded = 1_000_000_000

/** `world`: one in four has a secret; one in four keeps the rates of a real relay, which end most conversations early. */
export async function openRelayWorld(world: number, report: Report): Promise<RelayWorld> {
  const time = createTime()
  const random = createSeededRandom(7)
  const log = createMemoryLog({ random: random.fork() })
  const secret = world % 4 === 0 ? 'the right secret' : ''
  const readSecret = world % 4 === 0 ? 'for reading' : ''
  const hasRates = Math.floor(world / 4) % 4 === 0
  const rates = { framesPerSecond: unbounded, presencePerSecond: unbounded, entriesPerSecond: unbounded }
  const relay = openRelay({
    ...{ log, clock: time.clock, random: random.fork(), secret, readSecret },
    limits: hasRates ? {} : rates,
    fold: { minEntries: 20, afterEntries: 100 },
    logger: (line) => noteLine(line, report)
  })
  const witnesses = await openWitnesses({ relay, time, random: random.fork(), secret })
  return {
    relay,
    log,
    time,
    secret,
    readSecret,
    check: async (further = () => []) => {
      const problems = await witnesses.stillWork()
      const checked = await checkLog(log, report)
      return [...problems, ...checked.problems, ...differences(checked, witnesses), ...further(checked)]
    },
    close: async () => {
      await witnesses.close()
      const closing = relay.close({ retryAfterMs: 0 })
      await time.pass(20_000)
      await closing
      await log.close()
    }
  }
}

/** A log in memory never fails: what is told as its failure is a fault of the program that was caught. */
function noteLine({ level, event, fields }: LogLine, report: Report): void {
  if (level === 'error') report.broken(`the relay met a fault: ${event} ${JSON.stringify(fields)}`)
}

function differences({ docs }: CheckedLog, { calm, attacked }: Witnesses): string[] {
  const pairs = [
    [calmDocument, calm],
    [attackedDocument, attacked]
  ] as const
  return pairs.flatMap(([document, seen]) => {
    const logged = docs.get(`${space} ${document}`) ?? new Y.Doc()
    return Y.equalSnapshots(Y.snapshot(seen), Y.snapshot(logged))
      ? []
      : [`Ana’s ${document} is not what the log has of it`]
  })
}
