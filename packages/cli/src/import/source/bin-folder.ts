// Reads a folder of `.bin` files, each a Yjs update or a whole state.
//
// A file is a document, named by its path in the folder without `.bin`. A folder whose `.bin` files are numbered
// (`0001.bin`, `0002.bin`) is one document, of which each file is a part; `page.bin` and `page/0001.bin` are parts of
// the same document.

import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import {
  byName,
  type ImportSource,
  mostUpdateBytes,
  type SourceDocument,
  SourceError,
  systemReason,
  tooManyBytes,
  unreachable
} from './port.js'

export interface BinFolderOptions {
  /** `gathered`: numbered files are parts of a document. `single`: every file is a document. */
  readonly numbered: 'gathered' | 'single'
}

const ending = '.bin'

/** `path` may be one `.bin` file too. */
export async function openBinFolder(path: string, { numbered }: BinFolderOptions): Promise<ImportSource> {
  const files = await filesOf(path)
  if (files.length === 0) {
    const message = `${path} has no .bin file, no CURRENT file of LevelDB, and is no SQLite database.`
    throw new SourceError('source-not-recognised', message)
  }
  const documents = [...documentsOf(files, numbered)].map(
    ([name, paths]): SourceDocument => ({ name, read: () => readAll(paths) })
  )
  return { format: 'bin', documents: documents.sort(byName), losses: [], close: async () => undefined }
}

interface BinFile {
  readonly path: string
  /** Names of folders on the way to it. */
  readonly folders: readonly string[]
  /** Without `.bin`. */
  readonly stem: string
}

async function filesOf(path: string): Promise<BinFile[]> {
  try {
    if ((await stat(path)).isDirectory()) return await filesBelow(path, [])
    return [{ path, folders: [], stem: basename(path, ending) }]
  } catch (error) {
    throw unreachable(path, error)
  }
}

async function filesBelow(path: string, folders: readonly string[]): Promise<BinFile[]> {
  const found: BinFile[] = []
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const { name } = entry
    const inside = join(path, name)
    if (entry.isDirectory()) found.push(...(await filesBelow(inside, [...folders, name])))
    else if (name.endsWith(ending)) found.push({ path: inside, folders, stem: name.slice(0, -ending.length) })
  }
  return found
}

function documentsOf(
  files: readonly BinFile[],
  numbered: BinFolderOptions['numbered']
): Map<string, string[]> {
  const filesByFolder = new Map<string, BinFile[]>()
  for (const file of files) add(filesByFolder, dirname(file.path), file)
  const pathsByName = new Map<string, string[]>()
  for (const inFolder of filesByFolder.values()) {
    const areParts = numbered === 'gathered' && inFolder[0]?.folders.length !== 0 && areNumbered(inFolder)
    for (const { path, folders, stem } of inFolder) {
      add(pathsByName, (areParts ? folders : [...folders, stem]).join('/'), path)
    }
  }
  return pathsByName
}

/** Numbers alone could be the documents' names. A series has leading zeros, so that its files sort. */
function areNumbered(files: readonly BinFile[]): boolean {
  const digits = files[0]?.stem.length ?? 0
  const isNumber = ({ stem }: BinFile): boolean => stem.length === digits && /^\d{4,}$/.test(stem)
  return files.every(isNumber) && files.some(({ stem }) => stem.startsWith('0'))
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

async function readAll(paths: readonly string[]): Promise<Uint8Array[]> {
  try {
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size))
    if (sizes.reduce((sum, size) => sum + size, 0) > mostUpdateBytes) throw tooManyBytes()
    return await Promise.all(paths.map((path) => readFile(path)))
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw new SourceError('source-unreadable', `a file of it cannot be read (${systemReason(error)})`, {
      cause: error
    })
  }
}
