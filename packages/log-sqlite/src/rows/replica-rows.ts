// Rows of replicas, with the reports of their cursors that are not on the disk yet.

import type { ReplicaRecord } from '@weft/relay/log'
import type Database from 'libsql'
import { checkOf } from '../database/check.js'
import { damaged } from '../database/damage.js'
import { blobs, integers, prepareRead, prepareWrite, textOf, type Value } from '../database/sql.js'
import type { BatchRows } from './batch-rows.js'
import type { EntryRows, SpaceName } from './entry-rows.js'
import { createRecent } from './recent.js'

export interface ReplicaState {
  readonly ref: number
  record: ReplicaRecord
  /** Sum of the edits of all its entries. */
  editsThrough: number
}

/** As SQLite has it. */
const noLimit = -1

type Reported = Pick<ReplicaRecord, 'cursor' | 'waiting' | 'persistent' | 'lastSeen'>

const texts = ['device', 'replica', 'said', 'nonce', 'replaced_by']
const numbers = [
  ...['greeting', 'position', 'waiting_edits', 'waiting_time'],
  ...['persistent', 'last_seen', 'removed']
]
const columns = ['ref', 'space', ...texts, ...numbers].join(', ')
const selected = `${integers('ref', 'space')}, ${blobs(...texts)}, ${integers(...numbers, 'checksum')}`

export class ReplicaRows {
  readonly #batches: BatchRows
  readonly #entries: EntryRows
  readonly #byId
  readonly #byRef
  readonly #ofSpace
  readonly #ofDevice
  readonly #nextRef
  readonly #write
  readonly #states = createRecent<ReplicaState>(50_000)
  readonly #names = createRecent<{ readonly device: string; readonly replica: string }>(50_000)
  /** Told by replicas and not written yet. A crash may lose them; a cursor that is too low harms nobody (SPEC L9). */
  readonly #unwritten = new Map<string, { readonly space: SpaceName; readonly reported: Reported }>()

  constructor(database: Database.Database, batches: BatchRows, entries: EntryRows) {
    this.#batches = batches
    this.#entries = entries
    const from = `SELECT ${selected} FROM replicas`
    this.#byId = prepareRead(database, `${from} WHERE space = ? AND replica = ?`)
    this.#byRef = prepareRead(database, `${from} WHERE ref = ?`)
    this.#ofSpace = prepareRead(
      database,
      `SELECT ${blobs('replica')} FROM replicas WHERE space = ?1 AND removed = 0 AND ref > ?2 ORDER BY ref LIMIT ?3`
    )
    this.#ofDevice = prepareRead(
      database,
      `SELECT ${blobs('replica')} FROM replicas
        WHERE space = ?1 AND removed = 0 AND ref > ?2 AND device = ?4 ORDER BY ref LIMIT ?3`
    )
    this.#nextRef = prepareRead(database, 'SELECT coalesce(max(ref), 0) + 1 FROM replicas')
    this.#write = prepareWrite(
      database,
      `INSERT OR REPLACE INTO replicas (${columns}, checksum)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
    )
  }

  forgetStates(): void {
    this.#states.clear()
    this.#names.clear()
  }

  find(space: SpaceName, replica: string): ReplicaState | undefined {
    const key = keyOf(space, replica)
    const known = this.#states.get(key)
    if (known) return known
    const row = this.#byId.row(space.ref, replica)
    if (!row) return undefined
    const { ref, record } = toRecord(space.space, row)
    const reported = this.#unwritten.get(key)?.reported
    const held = this.#batches.held(space.space, ref)
    const state = {
      ref,
      record: { ...record, ...reported, held },
      editsThrough: this.#entries.editsOfReplica(ref)
    }
    this.#states.set(key, state)
    return state
  }

  nameOf(space: SpaceName, ref: number): { readonly device: string; readonly replica: string } {
    const known = this.#names.get(`${ref}`)
    if (known) return known
    const { device, replica } = this.recordAt(space, ref)
    this.#names.set(`${ref}`, { device, replica })
    return { device, replica }
  }

  /** The row as it stands in the file; throws when it is damaged or not there. */
  recordAt(space: SpaceName, ref: number): Omit<ReplicaRecord, 'held'> {
    const row = this.#byRef.row(ref)
    if (!row) throw damaged(space.space, 0, 'The row of a replica')
    return toRecord(space.space, row).record
  }

  /** All that were not removed, or those of one device; of these, if asked so, the next `limit` after a number. */
  list(space: SpaceName, device: string | undefined, after = 0, limit = noLimit): ReplicaState[] {
    const rows =
      device === undefined
        ? this.#ofSpace.rows(space.ref, after, limit)
        : this.#ofDevice.rows(space.ref, after, limit, device)
    return rows
      .map(([replica]) => this.find(space, textOf(replica as Uint8Array)))
      .filter((state) => state !== undefined)
  }

  write(space: SpaceName, record: ReplicaRecord): ReplicaState {
    const known = this.find(space, record.replica)
    const ref = known?.ref ?? (this.#nextRef.row()?.[0] as number)
    const values = valuesOf(ref, space.ref, record)
    this.#write.run(...values, checkOf(...values))
    const state = known ?? { ref, record, editsThrough: 0 }
    state.record = record
    this.#states.set(keyOf(space, record.replica), state)
    return state
  }

  report(space: SpaceName, state: ReplicaState, record: ReplicaRecord): void {
    state.record = record
    const { cursor, waiting, persistent, lastSeen } = record
    this.#unwritten.set(keyOf(space, record.replica), {
      space,
      reported: { cursor, waiting, persistent, lastSeen }
    })
  }

  get hasReports(): boolean {
    return this.#unwritten.size > 0
  }

  writeReports(): void {
    for (const [key, { space }] of this.#unwritten) {
      const state = this.find(space, key.slice(key.indexOf(' ') + 1))
      if (state) this.write(space, state.record)
    }
  }

  /** Call when what writeReports wrote is on the disk. */
  forgetReports(): void {
    this.#unwritten.clear()
  }
}

const keyOf = (space: SpaceName, replica: string): string => `${space.ref} ${replica}`

function valuesOf(ref: number, space: number, record: ReplicaRecord): Value[] {
  const { kind, name, platform, appVersion, schemas, selection, waiting, persistent } = record
  const said = JSON.stringify({ kind, name, platform, appVersion, schemas, selection })
  return [
    ...[ref, space, record.device, record.replica, said, record.nonce, record.replacedBy],
    ...[record.greeting, record.cursor, waiting?.edits ?? null, waiting?.time ?? null],
    ...[persistent === null ? null : Number(persistent), record.lastSeen, Number(record.removed)]
  ]
}

type Said = Pick<ReplicaRecord, 'kind' | 'name' | 'platform' | 'appVersion' | 'schemas' | 'selection'>

function toRecord(space: string, row: Value[]): { ref: number; record: Omit<ReplicaRecord, 'held'> } {
  if (row.at(-1) !== checkOf(...row.slice(0, -1))) throw damaged(space, 0, 'The row of a replica')
  const [ref] = row as [number]
  const [device, replica, said, nonce, replacedBy] = row.slice(2) as [
    ...[Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array | null]
  ]
  const [greeting, cursor, edits, time, persistent, lastSeen, removed] = row.slice(7) as [
    ...[number, number, number | null, number | null, number | null, number, number]
  ]
  return {
    ref,
    record: {
      ...(JSON.parse(textOf(said)) as Said),
      ...{ device: textOf(device), replica: textOf(replica), greeting, nonce, cursor, lastSeen },
      waiting: edits === null || time === null ? null : { edits, time },
      replacedBy: replacedBy && textOf(replacedBy),
      persistent: persistent === null ? null : persistent === 1,
      removed: removed === 1
    }
  }
}
