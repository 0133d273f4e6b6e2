// The client's store port on SQLite, for devices that are scripts, command lines and servers: one file for each space.

import { resolve } from 'node:path'
import { createEmitter } from '@weft/base'
import { type Store, StoreError, type StoreProvider } from '@weft/client'
import { openSpaceFile, type SpaceFile } from './space-file.js'
import { runTransaction } from './transaction.js'

export interface SqliteStoresOptions {
  /** Made if it is not there. Several processes may use it at the same time. */
  readonly folder: string
}

/** A file that is open, and who uses it. Its transactions run one after the other. */
interface SharedFile {
  readonly opened: Promise<SpaceFile>
  handles: number
  enqueue<T>(work: () => Promise<T>): Promise<T>
}

/** `open` rejects with StoreError: storage-unavailable, -newer, -full, -blocked or -failed. */
export function sqliteStores({ folder }: SqliteStoresOptions): StoreProvider {
  const filesByName = new Map<string, SharedFile>()

  const share = (name: string): SharedFile => {
    let file = filesByName.get(name)
    if (!file) {
      file = { opened: openSpaceFile(folder, name), handles: 0, enqueue: createQueue() }
      filesByName.set(name, file)
    }
    file.handles++
    return file
  }
  const forget = (name: string, file: SharedFile): void => {
    if (filesByName.get(name) === file) filesByName.delete(name)
  }
  const release = async (name: string, file: SharedFile): Promise<void> => {
    file.handles--
    if (file.handles > 0) return
    forget(name, file)
    await file.enqueue(async () => (await file.opened).close())
  }

  return {
    key: `sqlite:${resolve(folder)}`,
    open: async (name) => {
      const file = share(name)
      try {
        return createStore({
          file: await file.opened,
          enqueue: file.enqueue,
          release: () => release(name, file),
          onLost: () => forget(name, file)
        })
      } catch (error) {
        forget(name, file)
        throw error
      }
    }
  }
}

interface StoreParts {
  readonly file: SpaceFile
  readonly enqueue: SharedFile['enqueue']
  readonly release: () => Promise<void>
  /** The file must not be handed out again. */
  readonly onLost: () => void
}

function createStore({ file, enqueue, release, onLost }: StoreParts): Store {
  const troubles = createEmitter<StoreError>()
  let lost: StoreError | undefined
  let closing: Promise<void> | undefined

  /** SQLite goes on writing to a file that was deleted: into nothing. */
  const checkFile = (): void => {
    if (!lost && file.isReplaced()) {
      lost = new StoreError('storage-closed', 'the file of the store was deleted or replaced')
      onLost()
      troubles.emit(lost)
    }
    if (lost) throw lost
  }

  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing) throw new StoreError('storage-closed', 'the store is closed')
    return enqueue(async () => {
      checkFile()
      return work()
    })
  }

  return {
    read: (tables, body) => run(() => runTransaction(file, 'read', tables, body)),
    write: (tables, body) => run(() => runTransaction(file, 'write', tables, body)),
    persistence: async () => 'persistent',
    onTrouble: troubles.subscribe,
    close: () => {
      // The queue holds what is under way, so an empty turn at its end waits for all of it.
      closing ??= enqueue(async () => {}).then(release)
      return closing
    }
  }
}

function createQueue(): SharedFile['enqueue'] {
  let tail: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = tail.then(work)
    tail = done.catch(() => {})
    return done
  }
}
