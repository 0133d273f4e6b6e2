// Finds out what a path holds, and opens it.

import { open, readdir, stat } from 'node:fs/promises'
import { type BinFolderOptions, openBinFolder } from './bin-folder.js'
import { openHocuspocusSqlite } from './hocuspocus-sqlite.js'
import { type ImportSource, SourceError, type SourceFormat, unreachable } from './port.js'
import { openYLeveldb } from './y-leveldb.js'

export interface SourceOptions extends BinFolderOptions {
  /** null: found out from what is there. */
  readonly format: SourceFormat | null
}

/** Rejects with SourceError. Nothing is written to the path or beside it, but for SQLite's own index of a log. */
export async function openSource(path: string, options: SourceOptions): Promise<ImportSource> {
  const format = options.format ?? (await formatOf(path))
  if (options.format !== null) await assertThere(path)
  switch (format) {
    case 'y-leveldb':
      return openYLeveldb(path)
    case 'hocuspocus-sqlite':
      return openHocuspocusSqlite(path)
    case 'bin':
      return openBinFolder(path, options)
  }
}

async function assertThere(path: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw unreachable(path, error)
  })
}

async function formatOf(path: string): Promise<SourceFormat> {
  try {
    const found = await stat(path)
    if (found.isFile()) return await formatOfFile(path)
    // The file with which every LevelDB begins.
    if (found.isDirectory()) return (await readdir(path)).includes('CURRENT') ? 'y-leveldb' : 'bin'
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw unreachable(path, error)
  }
  throw new SourceError('source-not-recognised', `${path} is neither a file nor a folder.`)
}

async function formatOfFile(path: string): Promise<SourceFormat> {
  if (await isSqlite(path)) return 'hocuspocus-sqlite'
  if (path.endsWith('.bin')) return 'bin'
  throw new SourceError(
    'source-not-recognised',
    `${path} is no SQLite database, no .bin file and no folder. Name what it is with --format.`
  )
}

const sqliteStart = 'SQLite format 3\0'

async function isSqlite(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(sqliteStart.length), 0, sqliteStart.length, 0)
    return buffer.toString('latin1', 0, bytesRead) === sqliteStart
  } finally {
    await file.close()
  }
}
