// Rows of entries: written once, verified each time they are read, deleted by retention alone.

import type { Mark } from '@weft/protocol'
import { firstOpaqueKind } from '@weft/relay/log'
import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { blobs, integers, prepareRead, prepareWrite, type Value } from '../database/sql.js'

export interface EntryRow {
  readonly position: number
  /** Numbers of the document's and the replica's rows. */
  readonly document: number
  readonly replica: number
  readonly batch: number
  readonly time: number
  readonly kind: number
  readonly edits: number
  /** Sums from the space's and the replica's beginning, this entry included. */
  readonly editsThrough: number
  readonly replicaEditsThrough: number
  /** Which of the document's entries it is, from 1. */
  readonly ordinal: number
  /** The running hash after it. */
  readonly hash: Uint8Array
  readonly payload: Uint8Array
}

export interface SpaceName {
  readonly ref: number
  readonly space: string
}

/** Computed by SQLite, since 2^53 is too near: the space's number times 2^40 plus the position. */
const id = '((?1 << 40) | ?2)'
const end = '((?1 + 1) << 40)'
const positionOfId = 'id & 0xFFFFFFFFFF'
const named = [
  'document',
  'replica',
  'batch',
  'time',
  'kind',
  'edits',
  'edits_through',
  'replica_edits_through'
]
const columns = `${integers(positionOfId, ...named, 'ordinal')}, ${blobs('hash')}, ${integers('checksum')}, ${blobs('payload')}`

export class EntryRows {
  readonly #insert
  readonly #at
  readonly #hashAt
  readonly #after
  readonly #last
  readonly #ofDocument
  readonly #opaque
  readonly #lastOfReplica
  readonly #firstOfReplica
  readonly #writers
  readonly #headers
  readonly #delete
  readonly #writeSums

  constructor(database: Database.Database) {
    const read = (sql: string) => prepareRead(database, sql)
    this.#insert = prepareWrite(
      database,
      `INSERT INTO entries (id, document, replica, batch, time, kind, edits, edits_through,
        replica_edits_through, ordinal, hash, checksum, payload)
        VALUES (${id}, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`
    )
    this.#at = read(`SELECT ${columns} FROM entries WHERE id = ${id}`)
    this.#hashAt = read(`SELECT ${blobs('hash')} FROM entries WHERE id = ${id}`)
    this.#after = read(`SELECT ${columns} FROM entries WHERE id > ${id} AND id < ${end} ORDER BY id LIMIT ?3`)
    this.#last = read(
      `SELECT ${columns} FROM entries WHERE id > ${id} AND id < ${end} ORDER BY id DESC LIMIT 1`
    )
    this.#ofDocument = read(
      `SELECT ${columns} FROM entries INDEXED BY entries_by_document
        WHERE document = ?3 AND id > ${id} AND id <= ((?1 << 40) | ?4) ORDER BY id`
    )
    this.#opaque = read(
      `SELECT ${columns} FROM entries INDEXED BY entries_opaque
        WHERE document = ?3 AND kind >= ${firstOpaqueKind} AND id <= ${id} ORDER BY id`
    )
    this.#lastOfReplica = read(
      `SELECT ${integers('replica_edits_through')} FROM entries INDEXED BY entries_by_replica
        WHERE replica = ? ORDER BY id DESC LIMIT 1`
    )
    this.#firstOfReplica = read(
      `SELECT ${integers('replica_edits_through - edits')} FROM entries INDEXED BY entries_by_replica
        WHERE replica = ?3 AND id > ${id} ORDER BY id LIMIT 1`
    )
    this.#writers = read(
      `SELECT ${integers('replica', 'time')} FROM entries WHERE id > ${id} AND id < ${end} ORDER BY id LIMIT ?3`
    )
    this.#headers = read(
      `SELECT ${integers(positionOfId, 'document', 'time', 'kind', 'edits_through')}, ${blobs('hash')}
        FROM entries WHERE id > ${id} AND id < ${end} ORDER BY id LIMIT ?3`
    )
    this.#delete = prepareWrite(
      database,
      `DELETE FROM entries WHERE id > ${id} AND id <= ((?1 << 40) | ?3) AND kind < ${firstOpaqueKind}`
    )
    this.#writeSums = prepareWrite(
      database,
      `UPDATE entries SET edits_through = ?3, replica_edits_through = ?4, checksum = ?5 WHERE id = ${id}`
    )
  }

  insert(space: SpaceName, row: EntryRow): void {
    const values = valuesOf(row)
    const checksum = checkOf(space.ref, ...values, row.payload)
    this.#insert.run(space.ref, ...values, checksum, row.payload)
  }

  /** The sums of edits of an entry, which its running hash does not cover, counted anew. */
  writeSums(space: SpaceName, row: EntryRow): void {
    const checksum = checkOf(space.ref, ...valuesOf(row), row.payload)
    this.#writeSums.run(space.ref, row.position, row.editsThrough, row.replicaEditsThrough, checksum)
  }

  at(space: SpaceName, position: number): EntryRow | undefined {
    return this.#verified(space, this.#at.row(space.ref, position))
  }

  /**
   * The running hash after an entry, as it stands there. Not verified: the entry after it proves it, and those who
   * read on must not be kept by a damaged entry that they have already.
   */
  hashAt(space: SpaceName, position: number): Uint8Array | undefined {
    return (this.#hashAt.row(space.ref, position)?.[0] as Uint8Array | null | undefined) ?? undefined
  }

  /** The last entry after a position. */
  last(space: SpaceName, after: number): EntryRow | undefined {
    return this.#verified(space, this.#last.row(space.ref, after))
  }

  /** At most `limit` entries after a position, without a gap. */
  after(space: SpaceName, after: number, limit: number): EntryRow[] {
    const rows = this.#after.rows(space.ref, after, limit).map((row) => verify(space, row))
    rows.forEach(({ position }, index) => {
      if (position !== after + 1 + index) throw damaged(space.space, after + 1 + index, 'An entry')
    })
    return rows
  }

  /** A document's entries after one position and up to another; the caller checks that none is missing. */
  ofDocument(space: SpaceName, document: number, after: number, upTo: number): EntryRow[] {
    return this.#ofDocument.rows(space.ref, after, document, upTo).map((row) => verify(space, row))
  }

  /** A document's entries of kinds that no snapshot covers, up to a position. */
  opaque(space: SpaceName, document: number, upTo: number): EntryRow[] {
    return this.#opaque.rows(space.ref, upTo, document).map((row) => verify(space, row))
  }

  editsOfReplica(replica: number): number {
    return (this.#lastOfReplica.row(replica)?.[0] as number | undefined) ?? 0
  }

  /** The replica's edits before its first entry after a position; undefined when no entry of it follows. */
  editsOfReplicaBefore(space: SpaceName, replica: number, after: number): number | undefined {
    return this.#firstOfReplica.row(space.ref, after, replica)?.[0] as number | undefined
  }

  /** Who wrote the next entries, and when. Not verified: for counting, not for serving. */
  writers(
    space: SpaceName,
    after: number,
    limit: number
  ): readonly (readonly [replica: number, time: number])[] {
    return this.#writers.rows(space.ref, after, limit) as [number, number][]
  }

  headers(space: SpaceName, after: number, limit: number): EntryHead[] {
    return this.#headers.rows(space.ref, after, limit).map((row) => {
      const [position, document, time, kind, editsThrough, hash] = row as [
        ...[number, number, number, number, number, Uint8Array]
      ]
      return { document, time, kind, editsThrough, mark: { position, hash } }
    })
  }

  /** Deletes what a snapshot can hold of the entries after one position and up to another. */
  delete(space: SpaceName, after: number, upTo: number): void {
    this.#delete.run(space.ref, after, upTo)
  }

  #verified(space: SpaceName, row: Value[] | undefined): EntryRow | undefined {
    return row && verify(space, row)
  }
}

export interface EntryHead {
  readonly document: number
  readonly time: number
  readonly kind: number
  readonly editsThrough: number
  readonly mark: Mark
}

function verify(space: SpaceName, values: Value[]): EntryRow {
  const [position, document, replica, batch, time, kind, edits, editsThrough, replicaEditsThrough] =
    values as number[] as [number, number, number, number, number, number, number, number, number]
  const [ordinal, hash, checksum, payload] = values.slice(9) as [number, Uint8Array, number, Uint8Array]
  const sums = { editsThrough, replicaEditsThrough }
  const row = { position, document, replica, batch, time, kind, edits, ...sums, ordinal, hash, payload }
  if (checkOf(space.ref, ...valuesOf(row), payload) !== checksum)
    throw damaged(space.space, position, 'An entry')
  return row
}

function valuesOf(row: EntryRow): Value[] {
  const { position, document, replica, batch, time, kind, edits } = row
  const { editsThrough, replicaEditsThrough, ordinal, hash } = row
  return [
    position,
    document,
    replica,
    batch,
    time,
    kind,
    edits,
    editsThrough,
    replicaEditsThrough,
    ordinal,
    hash
  ]
}
