// Rows of snapshots: readers see the newest that was read back; an older one stays until then (SPEC L12).

import type { DatedSnapshot } from '@weft/relay/log'
import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { blobs, integers, prepareRead, prepareWrite, type Value } from '../database/sql.js'
import type { SpaceName } from './entry-rows.js'

export interface SnapshotRow extends DatedSnapshot {
  readonly document: number
  /** Of the last entry it covers. */
  readonly ordinal: number
}

const columns = 'document, position, ordinal, time, kind'
const selected = `${integers('document', 'position', 'ordinal', 'time', 'kind', 'checksum')}, ${blobs('payload')}`

export class SnapshotRows {
  readonly #insert
  readonly #newest
  readonly #positionOfNewest
  readonly #at
  readonly #positions
  readonly #delete
  readonly #verify
  readonly #deleteOlder
  readonly #deleteUnverified

  constructor(database: Database.Database) {
    const read = (sql: string) => prepareRead(database, sql)
    const from = `SELECT ${selected} FROM snapshots`
    this.#insert = prepareWrite(
      database,
      `INSERT OR REPLACE INTO snapshots (${columns}, verified, checksum, payload) VALUES (?, ?, ?, ?, ?, 0, ?, ?)`
    )
    this.#newest = read(`${from} WHERE document = ? AND verified = 1 ORDER BY position DESC LIMIT 1`)
    this.#positionOfNewest = read(
      `SELECT ${integers('max(position)')} FROM snapshots WHERE document = ? AND verified = 1`
    )
    this.#at = read(`${from} WHERE document = ? AND position = ?`)
    this.#positions = read(
      `SELECT ${integers('position', 'verified')} FROM snapshots WHERE document = ? ORDER BY position DESC`
    )
    this.#delete = prepareWrite(database, 'DELETE FROM snapshots WHERE document = ? AND position = ?')
    this.#verify = prepareWrite(
      database,
      'UPDATE snapshots SET verified = 1 WHERE document = ? AND position = ?'
    )
    this.#deleteOlder = prepareWrite(database, 'DELETE FROM snapshots WHERE document = ? AND position < ?')
    this.#deleteUnverified = prepareWrite(
      database,
      'DELETE FROM snapshots WHERE document = ? AND verified = 0'
    )
  }

  /** Takes the place of any other that was not read back. */
  insert(row: SnapshotRow): void {
    this.#deleteUnverified.run(row.document)
    this.#insert.run(...valuesOf(row), checkOf(...valuesOf(row), row.payload), row.payload)
  }

  newest(space: SpaceName, document: number): SnapshotRow | undefined {
    const row = this.#newest.row(document)
    return row && toSnapshot(space, row)
  }

  /** Up to where the document is covered; 0 for not at all. */
  coveredTo(document: number): number {
    return (this.#positionOfNewest.row(document)?.[0] as number | null | undefined) ?? 0
  }

  /** Also one that was not read back yet: this is how it is. */
  at(space: SpaceName, document: number, position: number): SnapshotRow | undefined {
    const row = this.#at.row(document, position)
    return row && toSnapshot(space, row)
  }

  /** Of all its snapshots, the newest first: where, and whether readers see it. */
  positions(document: number): { readonly position: number; readonly isVerified: boolean }[] {
    return this.#positions
      .rows(document)
      .map(([position, verified]) => ({ position: position as number, isVerified: verified === 1 }))
  }

  delete(document: number, position: number): void {
    this.#delete.run(document, position)
  }

  confirm(document: number, position: number): void {
    this.#verify.run(document, position)
    this.#deleteOlder.run(document, position)
  }
}

function valuesOf({ document, position, ordinal, time, kind }: SnapshotRow): Value[] {
  return [document, position, ordinal, time, kind]
}

function toSnapshot(space: SpaceName, values: Value[]): SnapshotRow {
  const [document, position, ordinal, time, kind, checksum, payload] = values as [
    ...[number, number, number, number, number, number, Uint8Array]
  ]
  const row = { document, position, ordinal, time, kind, payload }
  if (checksum !== checkOf(...valuesOf(row), payload)) throw damaged(space.space, position, 'A snapshot')
  return row
}
