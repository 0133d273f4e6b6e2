// Which secret a device id is bound to, in all spaces of the log and for ever (SPEC S3).

import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { blobs, integers, prepareRead, prepareWrite } from '../database/sql.js'

export class DeviceRows {
  readonly #insert
  readonly #find

  constructor(database: Database.Database) {
    this.#insert = prepareWrite(
      database,
      'INSERT INTO devices (device, proof_hash, checksum) VALUES (?, ?, ?)'
    )
    this.#find = prepareRead(
      database,
      `SELECT ${blobs('proof_hash')}, ${integers('checksum')} FROM devices WHERE device = ?`
    )
  }

  bind(device: string, proofHash: Uint8Array): void {
    this.#insert.run(device, proofHash, checkOf(device, proofHash))
  }

  /** `space` is the one that was greeted, for telling where damage was met. */
  proofHashOf(device: string, space: string): Uint8Array | undefined {
    const row = this.#find.row(device) as [Uint8Array, number] | undefined
    if (!row) return undefined
    const [proofHash, checksum] = row
    if (checksum !== checkOf(device, proofHash)) throw damaged(space, 0, `The row of device ${device}`)
    return proofHash
  }
}
