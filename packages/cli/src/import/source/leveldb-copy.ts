// Copies a LevelDB folder as it stands, since opening one writes to it: the lock, the log, compaction.
//
// While the files are copied the folder's lock is held, without anything being written there: an empty database is
// opened elsewhere, whose LOCK is a link to the folder's. So a server that runs on the folder is noticed, and none can
// start meanwhile. Where that cannot be (no right to write, Windows), files that change while they are copied tell.

import { constants } from 'node:fs'
import { access, copyFile, mkdir, mkdtemp, open, readdir, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { SourceError, systemReason, unreachable } from './port.js'

export interface LeveldbCopy {
  readonly folder: string
  remove(): Promise<void>
}

/** Rejects with SourceError. */
export async function copyLeveldb(path: string): Promise<LeveldbCopy> {
  const place = await mkdtemp(join(tmpdir(), 'weft-import-')).catch((error: unknown) => {
    throw noCopy(error)
  })
  const remove = (): Promise<void> => rm(place, { recursive: true, force: true })
  try {
    const unlock = await lockFolder(path, place)
    try {
      const before = await filesOf(path)
      const folder = join(place, 'copy')
      await copyFiles(path, folder, before)
      if (isChanged(before, await filesOf(path))) throw inUse(path)
      return { folder, remove }
    } finally {
      await unlock()
    }
  } catch (error) {
    await remove()
    throw error
  }
}

const inUse = (path: string): SourceError =>
  new SourceError(
    'source-in-use',
    `${path} is used by a server that runs. Stop it, or import a copy of the folder.`
  )

const noCopy = (error: unknown): SourceError => {
  const message = `a copy to read cannot be made in ${tmpdir()} (${systemReason(error)}). Choose another folder with TMPDIR.`
  return new SourceError('copy-failed', message, { cause: error })
}

/** Resolves with what lets go of the lock. */
async function lockFolder(path: string, place: string): Promise<() => Promise<void>> {
  const lock = join(resolve(path), 'LOCK')
  const state = await lockState(lock)
  if (state === 'held') throw inUse(path)
  if (state === 'unknown') return async () => undefined
  const holder = join(place, 'holder')
  await mkdir(holder)
  await symlink(lock, join(holder, 'LOCK'))
  const database = new ClassicLevel(holder)
  try {
    await database.open()
  } catch (error) {
    if (causeOf(error) === 'LEVEL_LOCKED') throw inUse(path)
    throw noCopy(error)
  }
  return () => database.close()
}

/** `unknown`: no LOCK, so no server has ever opened the folder; or we have no way to ask. */
async function lockState(lock: string): Promise<'held' | 'to be tried' | 'unknown'> {
  try {
    await access(lock, constants.W_OK)
    if (process.platform !== 'win32') return 'to be tried'
    // There the one who has the lock shares the file with nobody who would write to it.
    await (await open(lock, 'r+')).close()
    return 'unknown'
  } catch (error) {
    return process.platform === 'win32' && systemReason(error) === 'EBUSY' ? 'held' : 'unknown'
  }
}

/** The code within LevelDB's errors, which say only that the database is not open. */
export const causeOf = (error: unknown): unknown => (error as { cause?: { code?: unknown } }).cause?.code

interface FoundFile {
  readonly name: string
  readonly size: number
  readonly mtimeMs: number
}

/** Of no use in a copy: each opening makes them anew. */
const isNotCopied = (name: string): boolean => name === 'LOCK' || name === 'LOG' || name === 'LOG.old'

async function filesOf(path: string): Promise<FoundFile[]> {
  try {
    const names = (await readdir(path)).filter((name) => !isNotCopied(name)).sort()
    const found = await Promise.all(names.map(async (name) => ({ name, file: await stat(join(path, name)) })))
    return found
      .filter(({ file }) => file.isFile())
      .map(({ name, file: { size, mtimeMs } }) => ({ name, size, mtimeMs }))
  } catch (error) {
    throw unreachable(path, error)
  }
}

function isChanged(before: readonly FoundFile[], after: readonly FoundFile[]): boolean {
  return JSON.stringify(before) !== JSON.stringify(after)
}

async function copyFiles(from: string, to: string, files: readonly FoundFile[]): Promise<void> {
  try {
    await mkdir(to)
    for (const { name } of files) await copyFile(join(from, name), join(to, name), constants.COPYFILE_FICLONE)
  } catch (error) {
    // Removed while it was copied: the comparison that follows would say the same.
    if (systemReason(error) === 'ENOENT') throw inUse(from)
    const { path } = error as NodeJS.ErrnoException
    throw systemReason(error) === 'EACCES' && path?.startsWith(from)
      ? unreachable(from, error)
      : noCopy(error)
  }
}
