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
    const { keysByName, otherKeys } = await listKeys(level)
    if (keysByName.size === 0 && otherKeys > 0) {
      throw new SourceError('source-not-recognised', `${path} is a LevelDB, but not one of y-leveldb.`)
    }
    const documents = [...keysByName].map(
      ([name, keys]): SourceDocument => ({ name, read: () => readAll(level, keys) })
    )
    const losses = await lossesOf(copy.folder)
    return { format: 'y-leveldb', documents: documents.sort(byName), losses, close }
  } catch (error) {
    await close()
    if (error instanceof SourceError) throw error
    throw openingTrouble(path, error)
  }
}

function openingTrouble(path: string, error: unknown): SourceError {
  const { message, code, cause } = error as { message?: unknown; code?: unknown; cause?: Error }
  // A folder without CURRENT, or with one that leads nowhere.
  const isNone = /does not exist/.test(String(cause?.message))
  if (isNone) return new SourceError('source-not-recognised', `${path} is no LevelDB.`, { cause: error })
  const reason = String(cause?.message ?? message)
  const isDamaged = causeOf(error) === 'LEVEL_CORRUPTION' || code === 'LEVEL_CORRUPTION'
  return new SourceError(
    isDamaged ? 'source-damaged' : 'source-unreadable',
    `${path} cannot be read (${reason}).`,
    {
      cause: error
    }
  )
}

interface FoundKeys {
  readonly keysByName: ReadonlyMap<string, Uint8Array[]>
  /** Keys that are none of y-leveldb's. */
  readonly otherKeys: number
}

async function listKeys(level: Level): Promise<FoundKeys> {
  const keysByName = new Map<string, Uint8Array[]>()
  let otherKeys = 0
  for await (const bytes of level.keys()) {
    const key = parseYLeveldbKey(bytes)
    const [first, name, what, number] = key ?? []
    if (
      first === documentKey &&
      typeof name === 'string' &&
      what === 'update' &&
      typeof number === 'number'
    ) {
      const keys = keysByName.get(name)
      // A view of a block of keys, which would be kept whole.
      if (keys) keys.push(bytes.slice())
      else keysByName.set(name, [bytes.slice()])
    } else if (first !== documentKey && first !== stateVectorKey) otherKeys++
  }
  return { keysByName, otherKeys }
}

async function readAll(level: Level, keys: readonly Uint8Array[]): Promise<Uint8Array[]> {
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
    const { code, message } = error as { code?: unknown; message?: unknown }
    const name = code === 'LEVEL_CORRUPTION' ? 'source-damaged' : 'source-unreadable'
    throw new SourceError(name, `an update of it cannot be read (${String(message)})`, { cause: error })
  }
  throw new SourceError('source-damaged', 'an update of it is listed and not there')
}

/** LevelDB opens a damaged folder without what it cannot read, and says so only in a file. */
async function lossesOf(folder: string): Promise<string[]> {
  const lines = (await readFile(join(folder, 'LOG'), 'utf8').catch(() => '')).split('\n')
  return lines
    .filter((line) => /dropping \d+ bytes/i.test(line))
    .map(
      (line) =>
        `LevelDB left out what it could not read: ${line.replace(/^\S+ \S+ /, '').replaceAll(folder, '')}`
    )
}
