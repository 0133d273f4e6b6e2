// A log that a relay wrote, as it lies on the disk: closed, and as a crash left it with a write-ahead log beside it.

import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeClock, type SeededRandom } from '@weft/base/testing'
import { openSqliteLog } from '@weft/log-sqlite'
import { openLogHere } from '@weft/log-sqlite/testing'
import type { Entry } from '@weft/protocol'
import { type TestReplica, writeFullLog } from '@weft/relay/testing'
import { type Served, serve } from './serve.js'

export interface World {
  /** `weft.db` of a log that was closed. */
  readonly closed: Uint8Array
  /** Of one that was killed: the file, and the write-ahead log beside it. */
  readonly killed: { readonly file: Uint8Array; readonly writeAheadLog: Uint8Array }
  /** What a relay serves of it. */
  readonly served: Served
  /** Every entry that it ever had, by space; those that were folded away as well. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>
  readonly replicas: readonly TestReplica[]
}

export async function writeWorld(folder: string, batches: number, random: SeededRandom): Promise<World> {
  const live = join(folder, 'live')
  const log = await openSqliteLog({ folder: live, clock: createFakeClock(), random })
  const entries = new Map<string, Entry[]>()
  log.subscribe(({ space, entries: committed }) => {
    entries.set(space, [...(entries.get(space) ?? []), ...committed])
  })
  const replicas = await writeFullLog(log, batches)
  const killed = {
    file: readFileSync(join(live, 'weft.db')),
    writeAheadLog: readFileSync(join(live, 'weft.db-wal'))
  }
  await log.close()
  const copy = join(folder, 'sound')
  mkdirSync(copy)
  cpSync(join(live, 'weft.db'), join(copy, 'weft.db'))
  const sound = openLogHere(copy)
  const served = await serve(sound, entries)
  await sound.close()
  return { closed: readFileSync(join(live, 'weft.db')), killed, served, entries, replicas }
}
