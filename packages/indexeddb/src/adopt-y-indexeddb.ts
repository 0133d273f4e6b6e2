// Takes a document in that an app kept with y-indexeddb (F10).

import type { Adopted, Space } from '@weft/client'

export interface YIndexeddbSource {
  /** The name the app gave to y-indexeddb: `new IndexeddbPersistence(database, ydoc)`. */
  readonly database: string
  /** The document it becomes, or a part of. */
  readonly document: string
}

/**
 * Reads the app's database and adopts what the document lacks; resolves when that is saved. Run again it changes
 * nothing, but for what the app wrote meanwhile. The database is neither written to nor deleted; `clearDocument` of
 * y-indexeddb, or `indexedDB.deleteDatabase(database)`, does that when nobody needs it any more.
 *
 * Rejects with AdoptionError (`database-missing`, `database-foreign`, `record-damaged`), with DocumentError as
 * `space.adopt` does, and with StoreError; nothing is adopted then.
 */
export async function adoptYIndexeddb(
  space: Pick<Space, 'adopt'>,
  { database, document }: YIndexeddbSource
): Promise<Adopted> {
  // With the guard it is more than the rest of this package, and it runs once in a person's life with the app.
  const { readYIndexeddb } = await import('./read-y-indexeddb.js')
  const update = await readYIndexeddb(database)
  return space.adopt(document, update)
}
