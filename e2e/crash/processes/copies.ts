// Copies of a relay's data folder, made in the ways that people make them, and what such a copy turns out to be.

import { execFile } from 'node:child_process'
import { copyFile, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { systemClock, systemRandom } from '@weft/base'
import type { SeededRandom } from '@weft/base/testing'
import { openSqliteLog } from '@weft/log-sqlite'
import { type Log, LogError } from '@weft/relay/log'
import * as Y from 'yjs'
import { hashesOf, readAll, textsOf } from '../../lib/log-entries.js'
import { spaceName } from '../../lib/node-device.js'
import type { RawDevice } from '../../lib/raw-device.js'
import type { RelayProcess } from '../../lib/relay-process.js'

export interface CopyPlace {
  readonly relay: RelayProcess
  readonly from: string
  readonly to: string
  readonly random: SeededRandom
}

const files = ['weft.db', 'weft.db-wal'] as const

/** How a copy is made while the relay runs. `safe` ones are what the README names. */
export const copyWays = {
  /** SIGSTOP, both files, SIGCONT: as a snapshot of the file system takes them. */
  paused: async ({ relay, from, to }: CopyPlace) => {
    relay.pause()
    try {
      for (const file of files) await copyFile(join(from, file), join(to, file))
    } finally {
      relay.resume()
    }
  },
  /** One read transaction of another process. */
  vacuum: async ({ from, to }: CopyPlace) => {
    await promisify(execFile)('sqlite3', [join(from, 'weft.db'), `VACUUM INTO '${join(to, 'weft.db')}'`])
  },
  cp: async ({ from, to }: CopyPlace) => {
    for (const file of files) await copyFile(join(from, file), join(to, file))
  },
  'cp, log first': async ({ from, to }: CopyPlace) => {
    for (const file of [...files].reverse()) await copyFile(join(from, file), join(to, file))
  },
  /** As over a network: some of the file is older than the rest. */
  slow: async ({ from, to, random }: CopyPlace) => {
    for (const file of files) await copySlowly(join(from, file), join(to, file), random)
  },
  'slow, log first': async ({ from, to, random }: CopyPlace) => {
    for (const file of [...files].reverse()) await copySlowly(join(from, file), join(to, file), random)
  },
  'database alone': async ({ from, to, random }: CopyPlace) => {
    await copySlowly(join(from, 'weft.db'), join(to, 'weft.db'), random)
  }
} as const

export type CopyWay = keyof typeof copyWays

export async function makeCopy(way: CopyWay, place: CopyPlace): Promise<void> {
  await mkdir(place.to, { recursive: true })
  await copyWays[way](place)
}

const pieces = 64
/** A file takes so long at most, and twice as long with bad luck. */
const slowMs = 1_000

async function copySlowly(from: string, to: string, random: SeededRandom): Promise<void> {
  const [source, target] = await Promise.all([open(from, 'r'), open(to, 'w')])
  try {
    // What is appended meanwhile is left: a file that grows would be followed for ever.
    const { size } = await source.stat()
    const piece = Buffer.alloc(Math.ceil((size + 1) / pieces))
    for (let at = 0; at < size; at += piece.length) {
      const { bytesRead } = await source.read(piece, 0, Math.min(piece.length, size - at), at)
      await target.write(piece, 0, bytesRead, at)
      await new Promise((resolve) => setTimeout(resolve, (random.float() * 2 * slowMs) / pieces))
    }
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}

export type CopyFound =
  /** It holds the log up to here, and goes on from there with every device. */
  | { readonly kind: 'exact'; readonly head: number }
  /** Damage that is told by name, at opening or when what is damaged is asked for. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Something is served that never was so. */
  | { readonly kind: 'wrong'; readonly what: string }

export interface CopyTruth {
  /** Running hashes of the log that was copied, by position. */
  readonly hashes: ReadonlyMap<number, string>
  readonly devices: readonly RawDevice[]
}

/** Opens it as a relay does, reads all of it, and goes on with every device that wrote. Changes the copy. */
export async function examineCopy(folder: string, truth: CopyTruth): Promise<CopyFound> {
  try {
    const log = await openSqliteLog({ folder, clock: systemClock, random: systemRandom })
    try {
      return await examineLog(log, truth)
    } finally {
      await log.close()
    }
  } catch (error) {
    if (error instanceof LogError) return { kind: 'refused', code: error.code }
    throw error
  }
}

async function examineLog(log: Log, { hashes, devices }: CopyTruth): Promise<CopyFound> {
  const entries = await readAll(log)
  const head = entries.length
  const [space] = await log.spaces()
  const told = space?.head.position ?? 0
  if (told !== head) return { kind: 'wrong', what: `a head at ${told} of ${head} entries` }
  const hash = hashesOf(entries).get(head)
  if (head > 0 && hash !== hashes.get(head)) return { kind: 'wrong', what: `another hash at ${head}` }
  for (const [document, text] of textsOf(entries)) {
    if ((await textIn(log, document)) !== text) return { kind: 'wrong', what: `the text of ${document}` }
  }
  for (const { replica, pushed } of devices) {
    const own = entries.filter((entry) => entry.replica === replica.replica)
    const greeted = await log.greet(replica.hello())
    if (!greeted.ok || greeted.standing !== 'ok') {
      return { kind: 'wrong', what: `${replica.replica} is greeted with ${JSON.stringify(greeted)}` }
    }
    const last = own.at(-1)?.batch ?? 0
    if (greeted.held.batch !== last) {
      return {
        kind: 'wrong',
        what: `${replica.replica} has ${last} batches, and ${greeted.held.batch} are said`
      }
    }
    // What the copy holds is known as such, and what comes next is taken.
    for (const request of pushed.slice(Math.max(0, last - 1), last + 1)) {
      const outcome = await log.append(request)
      const expected = request.batch <= last ? 'repeated' : 'appended'
      const isTaken = outcome.kind === expected && outcome.receipt.refused.length === 0
      if (!isTaken) {
        return {
          kind: 'wrong',
          what: `batch ${request.batch} of ${replica.replica}: ${JSON.stringify(outcome)}`
        }
      }
    }
  }
  return { kind: 'exact', head }
}

async function textIn(log: Log, document: string): Promise<string | undefined> {
  const stored = await log.readDocument(spaceName, document)
  if (stored === undefined) return undefined
  const doc = new Y.Doc()
  if (stored.snapshot) Y.applyUpdateV2(doc, stored.snapshot.payload)
  for (const { payload } of stored.entries) if (payload !== null) Y.applyUpdate(doc, payload)
  return doc.getText('text').toString()
}
