// Running hashes at multiples of 1,024, kept for ever (SPEC L3).

import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { blobs, integers, prepareRead, prepareWrite } from '../database/sql.js'
import type { SpaceName } from './entry-rows.js'

export class CheckpointRows {
  readonly #insert
  readonly #find
  readonly #delete

  constructor(database: Database.Database) {
    this.#insert = prepareWrite(
      database,
      'INSERT OR REPLACE INTO checkpoints (space, position, hash, checksum) VALUES (?, ?, ?, ?)'
    )
    this.#find = prepareRead(
      database,
      `SELECT ${blobs('hash')}, ${integers('checksum')} FROM checkpoints WHERE space = ? AND position = ?`
    )
    this.#delete = prepareWrite(database, 'DELETE FROM checkpoints WHERE space = ? AND position = ?')
  }

  insert(space: SpaceName, position: number, hash: Uint8Array): void {
    this.#insert.run(space.ref, position, hash, checkOf(space.ref, position, hash))
  }

  find(space: SpaceName, position: number): Uint8Array | undefined {
    const row = this.#find.row(space.ref, position) as [Uint8Array, number] | undefined
    if (!row) return undefined
    const [hash, checksum] = row
    if (checksum !== checkOf(space.ref, position, hash)) throw damaged(space.space, position, 'A checkpoint')
    return hash
  }

  /** Of one that cannot be made anew: nothing is said of a mark there then. */
  delete(space: SpaceName, position: number): void {
    this.#delete.run(space.ref, position)
  }
}
