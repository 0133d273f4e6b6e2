// What a server's folder takes on the disk, once it has written all that it wants to.

import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'libsql'
import { passed } from './scenario.js'
import { settledMs } from './store-document.js'

const lookEveryMs = 500

export async function folderBytes(folder: string): Promise<number> {
  return (await filesIn(folder)).reduce((sum, { size }) => sum + size, 0)
}

/** Of a SQLite file that nobody has open. Pages that are free are written to next, and never leave the file. */
export function pageBytesInUse(file: string): number {
  const database = new Database(file)
  try {
    const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map((name) =>
      Number((database.prepare(`PRAGMA ${name}`).raw().get([]) as unknown[])[0])
    ) as [number, number, number]
    return (pages - free) * size
  } finally {
    database.close()
  }
}

/** Resolves when no file has changed for longer than any server waits before it stores. */
export async function storeIsQuiet(folder: string): Promise<void> {
  let seen = ''
  for (let quietMs = 0; quietMs < settledMs; quietMs += lookEveryMs) {
    await passed(lookEveryMs)
    const now = JSON.stringify(await filesIn(folder))
    if (now !== seen) quietMs = 0
    seen = now
  }
}

interface FileSize {
  readonly path: string
  readonly size: number
  readonly changed: number
}

async function filesIn(folder: string): Promise<FileSize[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  // A store may let go of a file while it is looked at.
  const found = await Promise.all(files.map((path) => sizeOf(path).catch(() => undefined)))
  return found.filter((file) => file !== undefined).sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function sizeOf(path: string): Promise<FileSize> {
  const { size, mtimeMs } = await stat(path)
  return { path, size, changed: mtimeMs }
}
