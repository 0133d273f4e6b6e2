// All tables of a log's file over one connection.

import type Database from 'libsql'
import { type CheckedTable, repairIndexes } from '../database/repair-indexes.js'
import { BatchRows } from './batch-rows.js'
import { CheckpointRows } from './checkpoint-rows.js'
import { ClientRows } from './client-rows.js'
import { DeviceRows } from './device-rows.js'
import { DocumentRows } from './document-rows.js'
import { EntryRows } from './entry-rows.js'
import { ReplicaRows } from './replica-rows.js'
import { SnapshotRows } from './snapshot-rows.js'
import { SpaceRows, type SpaceState } from './space-rows.js'

/** The connection that writes also looks for damage that rows cannot show; one beside it relies on that. */
export function openTables(
  database: Database.Database,
  connection: 'writing' | 'beside' = 'writing'
): Tables {
  const tables = new Tables(database, new Set())
  if (connection === 'beside') return tables
  const damaged = repairIndexes(database, (table, ref) => tables.isRowSound(table, ref))
  return damaged.size === 0 ? tables : new Tables(database, damaged)
}

export class Tables {
  readonly entries: EntryRows
  readonly spaces: SpaceRows
  readonly batches: BatchRows
  readonly replicas: ReplicaRows
  readonly clients: ClientRows
  readonly documents: DocumentRows
  readonly snapshots: SnapshotRows
  readonly checkpoints: CheckpointRows
  readonly devices: DeviceRows

  /** `damaged` are tables in which a row that is not found may be there all the same. */
  constructor(database: Database.Database, damaged: ReadonlySet<CheckedTable>) {
    this.entries = new EntryRows(database)
    this.spaces = new SpaceRows(database, this.entries, !damaged.has('spaces'))
    this.batches = new BatchRows(database)
    this.replicas = new ReplicaRows(database, this.batches, this.entries)
    this.clients = new ClientRows(database, this.replicas)
    this.documents = new DocumentRows(database, this.clients, !damaged.has('documents'))
    this.snapshots = new SnapshotRows(database)
    this.checkpoints = new CheckpointRows(database)
    this.devices = new DeviceRows(database)
  }

  /** What is in memory is read from the disk again: after a rollback, or in a connection that others write beside. */
  forgetStates(): void {
    this.spaces.forgetStates()
    this.replicas.forgetStates()
    this.documents.forgetStates()
  }

  isRowSound(table: CheckedTable, ref: number): boolean {
    const nowhere = { ref: 0, space: '' }
    try {
      if (table === 'spaces') this.spaces.row(ref)
      if (table === 'replicas') this.replicas.nameOf(nowhere, ref)
      if (table === 'documents') this.documents.byRef(nowhere, ref)
      return true
    } catch {
      return false
    } finally {
      this.forgetStates()
    }
  }

  /** The running hash at a position, as far as the log still has it. */
  hashAt(space: SpaceState, position: number): Uint8Array | undefined {
    if (position === space.head.position) return space.head.hash
    if (position === space.horizon.position) return space.horizon.hash
    return this.entries.at(space, position)?.hash ?? this.checkpoints.find(space, position)
  }
}
