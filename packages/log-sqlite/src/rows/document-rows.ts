// Rows of documents, and what is kept of those that were used lately.

import type { ChangedDocument } from '@weft/relay/log'
import type { DocumentClocks } from '@weft/yjs-guard'
import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { blobs, integers, prepareRead, prepareWrite, textOf, type Value } from '../database/sql.js'
import type { ClientRows } from './client-rows.js'
import type { SpaceName } from './entry-rows.js'
import { createRecent } from './recent.js'

export interface DocumentRow {
  readonly ref: number
  readonly document: string
  /** How many entries it ever had; the ordinal of its last one. */
  readonly entries: number
  /** Entries that a snapshot would cover and none does. */
  readonly pending: number
  readonly lastPosition: number
  /** Number of the replica that wrote last, and the last position that another one wrote. */
  readonly lastReplica: number
  readonly otherPosition: number
  /** Sum of its clients' clocks. */
  readonly clocks: number
}

interface DocumentState {
  readonly row: DocumentRow
  clocks: DocumentClocks | undefined
}

const numbers = ['entries', 'pending', 'last_position', 'last_replica', 'other_position', 'clocks']
const columns = ['ref', 'space', 'document', ...numbers].join(', ')
const selected = `${integers('ref', 'space')}, ${blobs('document')}, ${integers(...numbers, 'checksum')}`

export class DocumentRows {
  readonly #clients: ClientRows
  /** Whether a document that is not found is surely not there. */
  readonly isWhole: boolean
  readonly #byId
  readonly #byRef
  readonly #byName
  readonly #byChange
  readonly #countAfter
  readonly #othersAfter
  readonly #foldable
  readonly #nextRef
  readonly #write
  /** Costs are client ids, which are nearly all of a document's memory here. */
  readonly #states = createRecent<DocumentState>(500_000)

  /** With `isWhole` false, a document that is not found may be there, and is not to be taken for a new one. */
  constructor(database: Database.Database, clients: ClientRows, isWhole: boolean) {
    this.#clients = clients
    this.isWhole = isWhole
    const read = (sql: string) => prepareRead(database, sql)
    const from = `SELECT ${selected} FROM documents`
    this.#byId = read(`${from} WHERE space = ? AND document = ?`)
    this.#byRef = read(`${from} WHERE ref = ?`)
    this.#byName = read(`${from} WHERE space = ?1 AND document > ?2 ORDER BY document LIMIT ?3`)
    this.#byChange = read(
      `${from} INDEXED BY documents_by_change
        WHERE space = ?1 AND document > ?2 AND last_position > ?3 ORDER BY document LIMIT ?4`
    )
    this.#countAfter = read('SELECT count(*) FROM documents WHERE space = ? AND last_position > ?')
    this.#othersAfter = read(
      `SELECT count(*), ${integers('sum(last_replica <> ?4 OR other_position > ?2)')} FROM (
        SELECT last_replica, other_position FROM documents INDEXED BY documents_by_change
        WHERE space = ?1 AND last_position > ?2 ORDER BY last_position DESC LIMIT ?3)`
    )
    this.#foldable = read(`${from} WHERE space = ? AND ref > ? AND pending >= ? ORDER BY ref LIMIT ?`)
    this.#nextRef = read('SELECT coalesce(max(ref), 0) + 1 FROM documents')
    this.#write = prepareWrite(
      database,
      `INSERT INTO documents (${columns}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (ref) DO UPDATE SET entries = excluded.entries, pending = excluded.pending,
          last_position = excluded.last_position, last_replica = excluded.last_replica,
          other_position = excluded.other_position, clocks = excluded.clocks, checksum = excluded.checksum`
    )
  }

  forgetStates(): void {
    this.#states.clear()
  }

  find(space: SpaceName, document: string): DocumentRow | undefined {
    return this.#state(space, document)?.row
  }

  byRef(space: SpaceName, ref: number): DocumentRow {
    const row = this.#byRef.row(ref)
    if (!row) throw damaged(space.space, 0, 'The row of a document')
    return toDocument(space, row)
  }

  clocksOf(space: SpaceName, document: string): DocumentClocks | undefined {
    const state = this.#state(space, document)
    if (!state) return undefined
    state.clocks ??= this.#clients.load(space, state.row.ref, state.row.clocks)
    this.#keep(space, state)
    return state.clocks
  }

  nextRef(): number {
    return this.#nextRef.row()?.[0] as number
  }

  write(space: SpaceName, row: DocumentRow, changed?: ChangedDocument): void {
    const values = valuesOf(space, row)
    this.#write.run(...values, checkOf(...values))
    const known = this.#states.get(keyOf(space, row.document))?.clocks
    if (changed) this.#clients.write(space, row.ref, changed.changed)
    this.#keep(space, { row, clocks: changed ? changed.clocks : known })
  }

  /**
   * Up to `limit` documents in order of ids, after one id; whether they changed is the caller's to see. Not SQL's: a
   * damaged row could fail the comparison, and would then be skipped where it has to be reported.
   */
  byName(space: SpaceName, after: string, limit: number): DocumentRow[] {
    return this.#byName.rows(space.ref, after, limit).map((row) => toDocument(space, row))
  }

  /** Up to `limit` documents that changed after a position, in order of ids, after one id. */
  byChange(space: SpaceName, after: string, since: number, limit: number): DocumentRow[] {
    return this.#byChange.rows(space.ref, after, since, limit).map((row) => toDocument(space, row))
  }

  countAfter(space: SpaceName, position: number): number {
    return this.#countAfter.row(space.ref, position)?.[0] as number
  }

  /**
   * How many documents have an entry after a position that another replica wrote, looking at no more than `limit` of
   * those that changed after it, the latest first.
   */
  othersAfter(
    space: SpaceName,
    replica: number,
    position: number,
    limit: number
  ): [looked: number, others: number] {
    const row = this.#othersAfter.row(space.ref, position, limit, replica) as [number, number | null]
    return [row[0], row[1] ?? 0]
  }

  /** Documents after a row number that have at least `pending` entries no snapshot covers. */
  foldable(space: SpaceName, after: number, pending: number, limit: number): DocumentRow[] {
    return this.#foldable.rows(space.ref, after, pending, limit).map((row) => toDocument(space, row))
  }

  #state(space: SpaceName, document: string): DocumentState | undefined {
    const known = this.#states.get(keyOf(space, document))
    if (known) return known
    const row = this.#byId.row(space.ref, document)
    if (!row && !this.isWhole) throw damaged(space.space, 0, 'The row of a document')
    if (!row) return undefined
    const state = { row: toDocument(space, row), clocks: undefined }
    this.#keep(space, state)
    return state
  }

  #keep(space: SpaceName, state: DocumentState): void {
    this.#states.set(keyOf(space, state.row.document), state, 5 + (state.clocks?.clients.size ?? 0))
  }
}

const keyOf = (space: SpaceName, document: string): string => `${space.ref} ${document}`

function valuesOf(space: SpaceName, row: DocumentRow): Value[] {
  const { ref, document, entries, pending, lastPosition, lastReplica, otherPosition, clocks } = row
  return [ref, space.ref, document, entries, pending, lastPosition, lastReplica, otherPosition, clocks]
}

function toDocument(space: SpaceName, values: Value[]): DocumentRow {
  if (values.at(-1) !== checkOf(...values.slice(0, -1)))
    throw damaged(space.space, 0, 'The row of a document')
  const [ref, , document] = values as [number, number, Uint8Array]
  const [entries, pending, lastPosition, lastReplica, otherPosition, clocks] = values.slice(3) as [
    ...[number, number, number, number, number, number]
  ]
  const counts = { entries, pending, lastPosition, lastReplica, otherPosition, clocks }
  return { ref, document: textOf(document), ...counts }
}
