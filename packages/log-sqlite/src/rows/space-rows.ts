// Rows of spaces, and what is known of a space while the log is open.

import { type Mark, startMark } from '@weft/protocol'
import type { SpaceRecord } from '@weft/relay/log'
import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { blobs, integers, prepareRead, prepareWrite, textOf, type Value } from '../database/sql.js'
import type { EntryRows } from './entry-rows.js'

/** A row as it stands in the file. */
export interface SpaceRow {
  readonly ref: number
  readonly space: string
  readonly epoch: string
  readonly horizon: Mark
  readonly horizonEdits: number
}

export interface SpaceState {
  readonly ref: number
  readonly space: string
  readonly epoch: string
  head: Mark
  /** Sum of the edits of all entries up to the head. */
  editsThrough: number
  documents: number
  horizon: Mark
  horizonEdits: number
}

export class SpaceRows {
  readonly #entries: EntryRows
  readonly #isWhole: boolean
  readonly #byId
  readonly #byRef
  readonly #all
  readonly #nextRef
  readonly #count
  readonly #lastChange
  readonly #insert
  readonly #moveHorizon
  readonly #states = new Map<string, SpaceState>()

  /** With `isWhole` false, a space that is not found may be there, and is not to be made anew. */
  constructor(database: Database.Database, entries: EntryRows, isWhole: boolean) {
    this.#entries = entries
    this.#isWhole = isWhole
    const columns = 'ref, space, epoch, horizon, horizon_hash, horizon_edits, checksum'
    const numbers = integers('ref', 'horizon', 'horizon_edits', 'checksum')
    const from = `SELECT ${numbers}, ${blobs('space', 'epoch', 'horizon_hash')} FROM spaces`
    this.#byId = prepareRead(database, `${from} WHERE space = ?`)
    this.#byRef = prepareRead(database, `${from} WHERE ref = ?`)
    this.#all = prepareRead(database, `SELECT ${blobs('space')} FROM spaces ORDER BY ref`)
    this.#nextRef = prepareRead(database, 'SELECT coalesce(max(ref), 0) + 1 FROM spaces')
    this.#lastChange = prepareRead(
      database,
      `SELECT ${integers('max(last_position)')} FROM documents INDEXED BY documents_by_change WHERE space = ?`
    )
    this.#count = prepareRead(database, 'SELECT count(*) FROM documents WHERE space = ?')
    this.#insert = prepareWrite(database, `INSERT INTO spaces (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
    this.#moveHorizon = prepareWrite(
      database,
      'UPDATE spaces SET horizon = ?, horizon_hash = ?, horizon_edits = ?, checksum = ? WHERE ref = ?'
    )
  }

  /** After a transaction was rolled back, what was known may never have happened. */
  forgetStates(): void {
    this.#states.clear()
  }

  names(): string[] {
    return this.#all.rows().map(([space]) => textOf(space as Uint8Array))
  }

  find(space: string): SpaceState | undefined {
    const known = this.#states.get(space)
    if (known) return known
    const row = this.#byId.row(space)
    if (!row && !this.#isWhole) throw damaged(space, 0, 'The row')
    if (!row) return undefined
    const { ref, epoch, horizon, horizonEdits } = toSpace(space, row)
    const { position } = horizon
    // Below the horizon only entries stay that no snapshot can hold. With none above, the head is the horizon itself.
    const last = this.#entries.last({ ref, space }, position)
    // Every entry is its document's last change for a while, so the last change of all is the head.
    const lastChange = this.#lastChange.row(ref)?.[0] ?? 0
    if (lastChange !== (last?.position ?? position)) throw damaged(space, lastChange as number, 'The head')
    const state: SpaceState = {
      ...{ ref, space, epoch, horizon, horizonEdits },
      head: last ? { position: last.position, hash: last.hash } : horizon,
      editsThrough: last ? last.editsThrough : horizonEdits,
      documents: this.#count.row(ref)?.[0] as number
    }
    this.#states.set(space, state)
    return state
  }

  /** Throws when the row is damaged or not there. */
  row(ref: number): SpaceRow {
    return toSpace('', this.#byRef.row(ref) ?? [])
  }

  insert(space: string, epoch: string): SpaceState {
    const ref = this.#nextRef.row()?.[0] as number
    const { position, hash } = startMark
    this.#insert.run(ref, space, epoch, position, hash, 0, checkOf(ref, space, epoch, position, hash, 0))
    return this.find(space) as SpaceState
  }

  moveHorizon(state: SpaceState, horizon: Mark, edits: number): void {
    const { ref, space, epoch } = state
    const { position, hash } = horizon
    this.#moveHorizon.run(position, hash, edits, checkOf(ref, space, epoch, position, hash, edits), ref)
    state.horizon = horizon
    state.horizonEdits = edits
  }
}

export function toSpaceRecord({ space, epoch, head, horizon }: SpaceState): SpaceRecord {
  return { space, epoch, head, horizon: horizon.position }
}

function toSpace(space: string, row: Value[]): SpaceRow {
  const [ref, position, edits, checksum] = row as [number, number, number, number]
  const [name, epoch, hash] = row.slice(4) as [Uint8Array, Uint8Array, Uint8Array]
  if (row.length === 0 || checksum !== checkOf(ref, name, epoch, position, hash, edits))
    throw damaged(space, 0, 'The row')
  const horizon = { position, hash }
  return { ref, space: textOf(name), epoch: textOf(epoch), horizon, horizonEdits: edits }
}
