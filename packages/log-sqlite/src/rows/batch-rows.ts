// Rows of batches: what every repeat of a receipt says, until the replica called it acknowledged.

import { type HeldBatch, type RefusedItem, readRefused, writeRefused } from '@weft/protocol'
import { type BatchRecord, noBatch } from '@weft/relay/log'
import { createDecoder } from 'lib0/decoding'
import { createEncoder, toUint8Array } from 'lib0/encoding'
import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { blobs, integers, prepareRead, prepareWrite, type Value } from '../database/sql.js'

const columns = 'replica, batch, chain, position, hash, time, refused'
const selected = [
  ...[integers('replica', 'batch'), blobs('chain'), integers('position'), blobs('hash')],
  ...[integers('time'), blobs('refused'), integers('checksum')]
].join(', ')

export class BatchRows {
  readonly #insert
  readonly #find
  readonly #last
  readonly #forget

  constructor(database: Database.Database) {
    this.#insert = prepareWrite(
      database,
      `INSERT INTO batches (${columns}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
    )
    this.#find = prepareRead(database, `SELECT ${selected} FROM batches WHERE replica = ? AND batch = ?`)
    this.#last = prepareRead(
      database,
      `SELECT ${selected} FROM batches WHERE replica = ? ORDER BY batch DESC LIMIT 1`
    )
    this.#forget = prepareWrite(database, 'DELETE FROM batches WHERE replica = ? AND batch < ?')
  }

  insert(replica: number, { batch, chain, mark, time, refused }: BatchRecord): void {
    const bytes = refused.length === 0 ? null : encodeRefused(refused)
    const values: Value[] = [replica, batch, chain, mark.position, mark.hash, time, bytes]
    this.#insert.run(...values, checkOf(...values))
  }

  find(space: string, replica: number, batch: number): BatchRecord | undefined {
    const row = this.#find.row(replica, batch)
    return row && toBatch(space, row)
  }

  held(space: string, replica: number): HeldBatch {
    const row = this.#last.row(replica)
    if (!row) return noBatch
    const { batch, chain, mark } = toBatch(space, row)
    return { batch, chain, position: mark.position }
  }

  forgetBelow(replica: number, batch: number): void {
    this.#forget.run(replica, batch)
  }
}

function toBatch(space: string, row: Value[]): BatchRecord {
  const [, batch, chain, position, hash, time, refused, checksum] = row as [
    ...[number, number, Uint8Array, number, Uint8Array, number, Uint8Array | null, number]
  ]
  if (checksum !== checkOf(...row.slice(0, -1))) throw damaged(space, position, 'The row of a batch')
  return { batch, chain, mark: { position, hash }, time, refused: refused ? decodeRefused(refused) : [] }
}

function encodeRefused(refused: readonly RefusedItem[]): Uint8Array {
  const encoder = createEncoder()
  writeRefused(encoder, refused)
  return toUint8Array(encoder)
}

function decodeRefused(bytes: Uint8Array): RefusedItem[] {
  return readRefused(createDecoder(bytes))
}
