// Rows of what the guard knows of a document: one for each Yjs client id, so that an append writes only what rose.

import type { DocumentClocks, KnownClock } from '@weft/yjs-guard'
import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { integers, prepareRead, prepareWrite } from '../database/sql.js'
import type { SpaceName } from './entry-rows.js'
import type { ReplicaRows } from './replica-rows.js'

export class ClientRows {
  readonly #replicas: ReplicaRows
  readonly #write
  readonly #ofDocument
  readonly #delete

  constructor(database: Database.Database, replicas: ReplicaRows) {
    this.#replicas = replicas
    this.#write = prepareWrite(
      database,
      'INSERT OR REPLACE INTO clients (document, client, clock, owner, checksum) VALUES (?, ?, ?, ?, ?)'
    )
    this.#ofDocument = prepareRead(
      database,
      `SELECT ${integers('client', 'clock', 'owner', 'checksum')} FROM clients WHERE document = ?`
    )
    this.#delete = prepareWrite(database, 'DELETE FROM clients WHERE document = ?')
  }

  /** For rows that are made anew. */
  delete(document: number): void {
    this.#delete.run(document)
  }

  /** `total` is the sum the document's row has: with a row missing, the guard would let a fork in. */
  load(space: SpaceName, document: number, total: number): DocumentClocks {
    const clients = new Map<number, KnownClock>()
    let sum = 0
    for (const row of this.#ofDocument.rows(document)) {
      const [client, clock, owner, checksum] = row as [number, number, number | null, number]
      if (checksum !== checkOf(document, client, clock, owner)) throw damaged(space.space, 0, 'A clock')
      const replica = owner === null ? null : this.#replicas.nameOf(space, owner).replica
      clients.set(client, { client, clock, owner: replica })
      sum += clock
    }
    if (sum !== total) throw damaged(space.space, 0, 'The clocks of a document')
    return { clients, total }
  }

  write(space: SpaceName, document: number, changed: readonly KnownClock[]): void {
    const last = new Map(changed.map((row) => [row.client, row]))
    for (const { client, clock, owner } of last.values()) {
      // An owner that has no row here is nobody: a later relay's way of naming owners must not stop this one.
      const ref = owner === null ? null : (this.#replicas.find(space, owner)?.ref ?? null)
      this.#write.run(document, client, clock, ref, checkOf(document, client, clock, ref))
    }
  }
}
