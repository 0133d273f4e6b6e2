// Folds a space: merges documents read through a connection of its own, and has the results written and read back.

import { join } from 'node:path'
import { isSameBytes } from '@weft/protocol'
import { type FoldReport, type FoldRequest, foldDocument, isFoldable, type LogError } from '@weft/relay/log'
import type Database from 'libsql'
import { damaged } from '../database/damage.js'
import { openForReading } from '../database/open-database.js'
import { toLogError } from '../database/sqlite-errors.js'
import type { DocumentRow } from '../rows/document-rows.js'
import type { SnapshotRow } from '../rows/snapshot-rows.js'
import type { SpaceState } from '../rows/space-rows.js'
import { openTables, type Tables } from '../rows/tables.js'
import type { Ask } from '../thread/asker.js'
import type { Folded } from '../thread/messages.js'
import { recordsOf } from './stored-document.js'

/** Documents whose snapshots are written in one commit, and entries deleted in one: appends wait no longer for it. */
const documentsAtOnce = 16
const entriesAtOnce = 500

interface Made {
  readonly snapshot: SnapshotRow
  readonly folded: Folded
}

export class Folder {
  readonly #folder: string
  readonly #ask: Ask
  #connection: { readonly database: Database.Database; readonly tables: Tables } | undefined

  constructor(folder: string, ask: Ask) {
    this.#folder = folder
    this.#ask = ask
  }

  async fold({ space, minEntries, deleteBefore }: FoldRequest): Promise<FoldReport> {
    let snapshots = 0
    let damage: LogError | undefined
    for (let after = 0; ; ) {
      const rows = this.#foldable(space, after, Math.max(1, minEntries))
      if (rows.length === 0) break
      after = (rows.at(-1) as DocumentRow).ref
      const made: Made[] = []
      for (const { ref } of rows) {
        try {
          const one = this.#make(space, ref)
          if (one) made.push(one)
        } catch (error) {
          damage ??= toLogError(error)
        }
      }
      await this.#ask({ type: 'put-snapshots', space, snapshots: made.map(({ snapshot }) => snapshot) })
      for (const { snapshot } of made) this.#readBack(space, snapshot)
      await this.#ask({ type: 'confirm-snapshots', space, snapshots: made.map(({ folded }) => folded) })
      snapshots += made.length
    }
    const { deletedEntries, horizon } = await this.#delete(space, deleteBefore)
    if (damage) throw damage
    return { snapshots, deletedEntries, horizon }
  }

  async #delete(space: string, before: number | null): Promise<Omit<FoldReport, 'snapshots'>> {
    let deletedEntries = 0
    for (;;) {
      // Before the beginning of time: nothing is old enough, and the horizon is told.
      const step = await this.#ask({ type: 'delete', space, before: before ?? -1, limit: entriesAtOnce })
      deletedEntries += step.deletedEntries
      if (step.done) return { deletedEntries, horizon: step.horizon }
    }
  }

  #foldable(name: string, after: number, minEntries: number): DocumentRow[] {
    return (
      this.#reading(name, (tables, space) =>
        tables.documents.foldable(space, after, minEntries, documentsAtOnce)
      ) ?? []
    )
  }

  #make(name: string, ref: number): Made | undefined {
    return this.#reading(name, (tables, space) => {
      const row = tables.documents.byRef(space, ref)
      const { snapshot, entries } = recordsOf(tables, space, row, row.lastPosition)
      const folded = foldDocument({ snapshot, entries })
      const last = entries.find(({ position }) => position === folded?.position)
      if (!folded || !last) return undefined
      const covered = snapshot?.position ?? 0
      const count = entries.filter((entry) => isFoldable(entry) && entry.position > covered).length
      return {
        snapshot: { ...folded, document: ref, ordinal: last.ordinal },
        folded: { document: ref, position: folded.position, entries: count }
      }
    })
  }

  /** From the file, with its checksum; only then older snapshots and entries may go (SPEC L12). */
  #readBack(name: string, made: SnapshotRow): void {
    this.#reading(name, (tables, space) => {
      const stored = tables.snapshots.at(space, made.document, made.position)
      if (!stored || stored.kind !== made.kind || !isSameBytes(stored.payload, made.payload)) {
        throw damaged(name, made.position, 'A new snapshot')
      }
    })
  }

  /** One moment of the file for all that `read` looks at. */
  #reading<T>(name: string, read: (tables: Tables, space: SpaceState) => T): T | undefined {
    const { database, tables } = this.#open()
    tables.forgetStates()
    database.exec('BEGIN')
    try {
      const space = tables.spaces.find(name)
      return space && read(tables, space)
    } finally {
      database.exec('COMMIT')
    }
  }

  #open() {
    if (!this.#connection) {
      const database = openForReading(join(this.#folder, 'weft.db'))
      this.#connection = { database, tables: openTables(database, 'beside') }
    }
    return this.#connection
  }
}
