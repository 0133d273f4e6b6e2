// Opens a log in a folder.

import type { Clock, Random } from '@weft/base'
import { defaultLogLimits, type Log, type LogLimits } from '@weft/relay/log'
import { createSqliteLog } from './sqlite-log.js'
import { startThreads, type ThreadFiles } from './thread/start-threads.js'

export interface SqliteLogOptions {
  /** Made if need be. One log at a time may have it. */
  readonly folder: string
  readonly clock: Clock
  readonly random: Random
  readonly limits?: Partial<LogLimits>
  /** How large the log's file may grow, bytes; beyond it appends are `log-full`. By default as the disk has room. */
  readonly maxBytes?: number
}

/**
 * Rejects with a LogError: `log-in-use`, `log-newer`, `log-full`, `log-damaged` or `log-unavailable` (the folder
 * cannot be written to, or holds a file that is not a log).
 */
export function openSqliteLog(options: SqliteLogOptions): Promise<Log> {
  return openWithThreads(options, {
    append: new URL('./thread/append-thread.js', import.meta.url),
    fold: new URL('./thread/fold-thread.js', import.meta.url)
  })
}

/** For tests, which run from the sources and have the threads' modules elsewhere. */
export async function openWithThreads(options: SqliteLogOptions, files: ThreadFiles): Promise<Log> {
  const { folder, clock, random, limits, maxBytes = null } = options
  const threads = await startThreads({ folder, maxBytes, limits: { ...defaultLogLimits, ...limits } }, files)
  return createSqliteLog(threads, { clock, random })
}
