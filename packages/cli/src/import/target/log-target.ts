// Puts documents into a relay's log, opened here while no relay runs on it.

import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Random } from '@weft/base'
import { openSqliteLog } from '@weft/log-sqlite'
import { entryKind } from '@weft/protocol'
import {
  defaultLogLimits,
  emptyState,
  type HeldState,
  holdState,
  type Log,
  LogError,
  mergeDocument,
  subtractUpdate
} from '@weft/relay/log'
import { type ImportTarget, type Taken, TargetError } from './port.js'

export interface LogTargetOptions {
  /** The data folder of the relay. Made if it is not there, but for `compare`. */
  readonly folder: string
  readonly space: string
  /** `compare`: say what would be taken in, and write nothing. */
  readonly mode: 'write' | 'compare'
  readonly clock: Clock
  readonly random: Random
}

/** Rejects with TargetError. */
export async function openLogTarget(options: LogTargetOptions): Promise<ImportTarget> {
  const { folder, mode, clock, random } = options
  if (mode === 'compare' && !(await isThere(join(folder, 'weft.db')))) return nothingThere
  try {
    // Not for other users of this machine: the log holds what people write.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return createLogTarget(await openSqliteLog({ folder, clock, random }), options)
  } catch (error) {
    throw toTargetError(error, folder)
  }
}

/** A log that was not made yet lacks everything. */
const nothingThere: ImportTarget = {
  take: async (_document, update) => ({ kind: 'taken-in', bytes: update.length }),
  close: async () => undefined
}

/** Closes the log with itself. */
export function createLogTarget(
  log: Log,
  { folder, space, mode, clock }: Omit<LogTargetOptions, 'random'>
): ImportTarget {
  /** What nobody but this command can have changed since: the folder is ours. */
  const read = async (document: string): Promise<HeldState | undefined> => {
    const stored = await log.readDocument(space, document)
    return stored && holdState(mergeDocument(stored))
  }
  const append = async (document: string, update: Uint8Array): Promise<string | undefined> => {
    if (mode === 'compare') return undefined
    const kind = entryKind.adoption
    const outcome = await log.appendUpdate({ space, document, kind, edits: 1, update, time: clock.now() })
    if (outcome.kind === 'repeats')
      throw new Error('F11: what is left of an update repeats what it was compared with')
    return outcome.kind === 'refused' ? outcome.reason : undefined
  }
  return {
    take: async (document, update): Promise<Taken> => {
      try {
        const held = await read(document)
        const remainder = subtractUpdate(update, held ?? emptyState, defaultLogLimits.guard)
        if (remainder.kind === 'nothing') return { kind: 'already-there' }
        if (remainder.kind === 'refused') return { kind: 'refused', code: remainder.reason }
        const code = await append(document, remainder.update)
        if (code !== undefined) return { kind: 'refused', code }
        return { kind: held ? 'partly-new' : 'taken-in', bytes: remainder.update.length }
      } catch (error) {
        throw toTargetError(error, folder)
      }
    },
    close: () => log.close()
  }
}

function toTargetError(error: unknown, folder: string): unknown {
  const wrap = (code: TargetError['code'], message: string): TargetError =>
    new TargetError(code, message, { cause: error })
  if (!(error instanceof LogError)) {
    const { code } = error as NodeJS.ErrnoException
    return code === undefined ? error : wrap('data-not-writable', `${folder} cannot be written (${code}).`)
  }
  switch (error.code) {
    case 'log-in-use':
      return wrap(
        'log-in-use',
        `a relay runs on ${folder}. Stop it, or import into it with --to and its address.`
      )
    case 'log-newer':
      return wrap('log-newer', `${folder} was written by a newer version of weft. Update weft to use it.`)
    case 'log-full':
      return wrap('log-full', `the disk of ${folder} is full. Make room, then run the import again.`)
    case 'log-damaged':
      return wrap('log-damaged', `the log in ${folder} cannot be read (${error.message})`)
    default:
      return wrap('data-not-writable', `${folder} cannot be written (${error.message})`)
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
