// Folders for tests of the log, and how to open a log in one from the sources.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import type { Log } from '@weft/relay/log'
import { openWithThreads, type SqliteLogOptions } from '../open-sqlite-log.js'

/** Threads run what was built, for Node loads no TypeScript; build before testing. */
const files = {
  append: new URL('../../dist/thread/append-thread.js', import.meta.url),
  fold: new URL('../../dist/thread/fold-thread.js', import.meta.url)
}

let seed = 1

export interface TestFolder {
  readonly path: string
  open(options?: Partial<SqliteLogOptions>): Promise<Log>
  /** Closes what was opened and is not closed, and removes the folder. */
  remove(): Promise<void>
}

export function createTestFolder(path = mkdtempSync(join(tmpdir(), 'weft-log-'))): TestFolder {
  const logs: Log[] = []
  return {
    path,
    open: async (options) => {
      const random = createSeededRandom(seed++)
      const log = await openWithThreads({ folder: path, clock: createFakeClock(), random, ...options }, files)
      logs.push(log)
      return log
    },
    remove: async () => {
      for (const log of logs) await log.close()
      rmSync(path, { recursive: true, force: true })
    }
  }
}
