// Reads the folder that y-leveldb writes, as the reference server of y-websocket does with YPERSISTENCE.
//
// The keys are read here and not by y-leveldb: that one merges and writes while it reads, and swallows what fails.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { causeOf, copyLeveldb } from './leveldb-copy.js'
import {
  byName,
  type ImportSource,
  mostUpdateBytes,
  type SourceDocument,
  SourceError,
  tooManyBytes
} from './port.js'
import { documentKey, parseYLeveldbKey, stateVectorKey } from './y-leveldb-key.js'

type Level = ClassicLevel<Uint8Array, Uint8Array>

/** Rejects with SourceError. */
export async function openYLeveldb(path: string): Promise<ImportSource> {
  const copy = await copyLeveldb(path)
  const level: Level = new ClassicLevel(copy.folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    createIfMissing: false
  })
  const close = async (): Promise<void> => {
    await level.close()
    await copy.remove()
  }
  try {
    await level.open()
    const { keysByName, otherKeys, damage } = await listKeys(level)
    if (keysByName.size === 0) {
      if (damage) throw damage
      if (otherKeys > 0)
        throw new SourceError('source-not-recognised', `${path} is a LevelDB, but not one of y-leveldb.`)
    }
    const documents = [...keysByName].map(
      ([name, keys]): SourceDocument => ({ name, read: () => readAll(level, keys) })
    )
    const losses = [...(await lossesOf(copy.folder)), ...(damage ? [leftOut(damage.message)] : [])]
    return { format: 'y-leveldb', documents: documents.sort(byName), losses, close }
  } catch (error) {
    await close()
    if (error instanceof SourceError) throw error
    throw openingTrouble(path, error)
  }
}

function openingTrouble(path: string, error: unknown): SourceError {
  const { message, cause } = error as { message?: unknown; cause?: Error }
  const reason = String(cause?.message ?? message)
  // A folder without CURRENT, or with one that leads nowhere.
  if (/does not exist/.test(reason)) {
    return new SourceError('source-not-recognised', `${path} is no LevelDB.`, { cause: error })
  }
  const code = isDamage(error) ? 'source-damaged' : 'source-unreadable'
  return new SourceError(code, `${path} cannot be read (${reason}).`, { cause: error })
}

const isDamage = (error: unknown): error is Error =>
  (error as { code?: unknown }).code === 'LEVEL_CORRUPTION' || causeOf(error) === 'LEVEL_CORRUPTION'

const leftOut = (what: string): string => `LevelDB left out what it could not read: ${what}`

interface FoundKeys {
  /** None for a document of which only the state vector is there. */
  readonly keysByName: ReadonlyMap<string, Uint8Array[]>
  /** Keys that are none of y-leveldb's. */
  readonly otherKeys: number
  /** LevelDB goes on behind what it cannot read, and tells at the end. */
  readonly damage: Error | undefined
}

async function listKeys(level: Level): Promise<FoundKeys> {
  const keysByName = new Map<string, Uint8Array[]>()
  let otherKeys = 0
  const { keys, damage } = await readKeys(level)
  for (const bytes of keys) {
    const key = parseYLeveldbKey(bytes)
    const [first, name, what, number] = key ?? []
    const isUpdate = first === documentKey && what === 'update' && typeof number === 'number'
    if (typeof name === 'string' && (isUpdate || first === stateVectorKey)) {
      const ofName = keysByName.get(name) ?? []
      keysByName.set(name, ofName)
      if (isUpdate) ofName.push(bytes)
    } else if (first !== documentKey) otherKeys++
  }
  return { keysByName, otherKeys, damage }
}

/** Many at a time; where that fails one at a time, since what comes with the word of damage is lost. */
async function readKeys(
  level: Level,
  atOnce = 1_000
): Promise<{ readonly keys: Uint8Array[]; readonly damage: Error | undefined }> {
  const keys: Uint8Array[] = []
  const iterator = level.keys()
  try {
    for (;;) {
      const some = await iterator.nextv(atOnce)
      if (some.length === 0) return { keys, damage: undefined }
      // Views of a block of keys, which would be kept whole.
      for (const key of some) keys.push(key.slice())
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    return atOnce === 1 ? { keys, damage: error } : await readKeys(level, 1)
  } finally {
    await iterator.close()
  }
}

async function readAll(level: Level, keys: readonly Uint8Array[]): Promise<Uint8Array[]> {
  // A state vector is written before the first update.
  if (keys.length === 0) throw new SourceError('source-damaged', 'none of its updates is there')
  const updates: Uint8Array[] = []
  let bytes = 0
  for (const key of keys) {
    const update = await readOne(level, key)
    bytes += update.length
    if (bytes > mostUpdateBytes) throw tooManyBytes()
    updates.push(update)
  }
  return updates
}

async function readOne(level: Level, key: Uint8Array): Promise<Uint8Array> {
  try {
    const update = await level.get(key)
    if (update) return update
  } catch (error) {
    const code = isDamage(error) ? 'source-damaged' : 'source-unreadable'
    const { message } = error as { message?: unknown }
    throw new SourceError(code, `an update of it cannot be read (${String(message)})`, { cause: error })
  }
  throw new SourceError('source-damaged', 'an update of it is listed and not there')
}

/** LevelDB opens a damaged folder without what it cannot read, and says so only in a file. */
async function lossesOf(folder: string): Promise<string[]> {
  const lines = (await readFile(join(folder, 'LOG'), 'utf8').catch(() => '')).split('\n')
  return lines
    .filter((line) => /dropping \d+ bytes/i.test(line))
    .map((line) => leftOut(line.replace(/^\S+ \S+ /, '').replaceAll(folder, '')))
}
