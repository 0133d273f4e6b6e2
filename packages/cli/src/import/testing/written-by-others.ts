// Documents as other servers write them, for tests: made with their own packages, or laid out as they do.

/// <reference path="./y-leveldb.d.ts" />

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import { LeveldbPersistence } from 'y-leveldb'
import * as Y from 'yjs'

/** A document with a text that was typed and partly deleted, and the updates by which it came about. */
export interface Typed {
  readonly ydoc: Y.Doc
  readonly updates: readonly Uint8Array[]
}

/** `text` is what stays: something before it was typed, and deleted again. */
export function type(text: string): Typed {
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => updates.push(update))
  ydoc.getText('t').insert(0, 'gone ')
  for (const word of text.split(' ')) {
    const ytext = ydoc.getText('t')
    ytext.insert(ytext.length, `${word} `)
  }
  ydoc.getText('t').delete(0, 5)
  return { ydoc, updates }
}

export const textOf = (ydoc: Y.Doc): string => ydoc.getText('t').toString()

export const stateOf = ({ ydoc }: Typed): Uint8Array => Y.encodeStateAsUpdate(ydoc)

/** Each update as the reference server stores it. A document that is to be `flushed` is one state afterwards. */
export async function writeYLeveldb(
  folder: string,
  documents: Readonly<Record<string, readonly Uint8Array[]>>,
  flushed: readonly string[] = []
): Promise<void> {
  const persistence = new LeveldbPersistence(folder)
  for (const [name, updates] of Object.entries(documents)) {
    for (const update of updates) await persistence.storeUpdate(name, update)
  }
  for (const name of flushed) await persistence.flushDocument(name)
  await persistence.destroy()
}

/** The table of Hocuspocus's SQLite extension. Stays open, as while a server runs, until `close`. */
export function openHocuspocusDatabase(file: string): {
  store(name: string, state: Uint8Array): void
  readonly database: Database.Database
  close(): void
} {
  const database = new Database(file)
  database.exec(`CREATE TABLE IF NOT EXISTS "documents" (
    "name" varchar(255) NOT NULL,
    "data" blob NOT NULL,
    UNIQUE(name)
  )`)
  const upsert = database.prepare(
    'INSERT INTO "documents" ("name", "data") VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data'
  )
  return {
    store: (name, state) => {
      upsert.run([name, Buffer.from(state)])
    },
    database,
    close: () => database.close()
  }
}

export async function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), bytes)
  }
}
