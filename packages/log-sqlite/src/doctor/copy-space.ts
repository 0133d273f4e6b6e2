// Copies a space whose entries are all sound into a new log: the same epoch and history, what is derived made anew.

import { checkpointEvery } from '@weft/protocol'
import { noBatch } from '@weft/relay/log'
import { integers } from '../database/sql.js'
import type { SpaceState } from '../rows/space-rows.js'
import type { Tables } from '../rows/tables.js'
import { clocksOf, contentOf } from './document-content.js'
import { countsOf, createRecord, type DocumentRecord } from './document-record.js'
import { createSums } from './edit-sums.js'
import { type EntriesSeen, examineEntries } from './examine-entries.js'
import { rowsOf } from './read-names.js'
import { ownersKnown, positionsByDocument } from './repair-space.js'
import { scanEntries } from './scan-entries.js'
import type { SpaceContext } from './space-context.js'

/** Rows are numbered anew, without holes, so every checksum is made anew from a row that was verified. */
export function copySpace(source: SpaceContext, target: Tables, step: () => void): void {
  const { row } = source
  if (!row) throw new Error('L16: a space without a sound row is not copied')
  const space = target.spaces.insert(row.space, row.epoch)
  if (row.horizon.position > 0) target.spaces.moveHorizon(space, row.horizon, row.horizonEdits)
  const seen = examineEntries(source, () => undefined)
  const replicas = copyReplicas(source, target, space)
  const first = target.documents.nextRef()
  const documents = new Map([...source.documents.keys()].map((ref, index) => [ref, first + index]))
  copyEntries(source, target, space, { replicas, documents }, step)
  copyCheckpoints(source, target, space, seen)
  copyDocuments(source, target, space, { replicas, documents })
  target.forgetStates()
}

interface Numbers {
  readonly replicas: ReadonlyMap<number, number>
  readonly documents: ReadonlyMap<number, number>
}

function copyReplicas(
  { database, tables, name }: SpaceContext,
  target: Tables,
  space: SpaceState
): Map<number, number> {
  const refs = rowsOf(
    database,
    `SELECT ${integers('ref')} FROM replicas NOT INDEXED WHERE space = ? ORDER BY ref`,
    name.ref
  ).map(([ref]) => ref as number)
  return new Map(
    refs.map((ref) => {
      const record = { ...tables.replicas.recordAt(name, ref), held: noBatch }
      const copy = target.replicas.write(space, record).ref
      const sql = `SELECT ${integers('batch')} FROM batches WHERE replica = ? ORDER BY batch`
      for (const [batch] of rowsOf(database, sql, ref)) {
        const found = tables.batches.find(name.space, ref, batch as number)
        if (found) target.batches.insert(copy, found)
      }
      return [ref, copy]
    })
  )
}

function copyEntries(
  { tables, name, range, row }: SpaceContext,
  target: Tables,
  space: SpaceState,
  { replicas, documents }: Numbers,
  step: () => void
): void {
  const sums = createSums(row?.horizonEdits)
  for (const scanned of scanEntries(tables, name, range)) {
    if (scanned.kind !== 'sound')
      throw new Error(`L16: entry ${scanned.position} of a sound space is not sound`)
    const entry = scanned.position > range.horizon ? sums.add(scanned.row) : scanned.row
    const document = documents.get(entry.document) as number
    target.entries.insert(space, { ...entry, document, replica: replicas.get(entry.replica) as number })
    step()
  }
}

function copyCheckpoints(
  { tables, name }: SpaceContext,
  target: Tables,
  space: SpaceState,
  { head, hashAt }: EntriesSeen
): void {
  for (let position = checkpointEvery; position <= head; position += checkpointEvery) {
    const hash = hashAt(position) ?? readOrNone(() => tables.checkpoints.find(name, position))
    if (hash) target.checkpoints.insert(space, position, hash)
  }
}

function copyDocuments(
  source: SpaceContext,
  target: Tables,
  space: SpaceState,
  { replicas, documents }: Numbers
): void {
  const { tables, name } = source
  const positions = positionsByDocument(source)
  for (const named of source.documents.values()) {
    const ref = documents.get(named.ref) as number
    const old = source.records.get(named.ref) as DocumentRecord
    const content = contentOf(source, old, positions.get(named.ref) ?? [])
    const { snapshot } = content
    if (snapshot) {
      target.snapshots.insert({ ...snapshot, document: ref })
      target.snapshots.confirm(ref, snapshot.position)
    }
    const kept = snapshot
      ? [{ position: snapshot.position, ordinal: snapshot.ordinal, isVerified: true }]
      : []
    const record = { ...old, ...pickSnapshots(createRecord(named.ref, kept)) }
    const row = named.isSound ? tables.documents.byRef(name, named.ref) : undefined
    const counts = countsOf(record, row)
    const changed = clocksOf(source, content, ownersKnown(source, named))
    const clocks = changed.reduce((sum, { clock }) => sum + clock, 0)
    const lastReplica = replicas.get(counts.lastReplica) ?? 0
    target.documents.write(
      space,
      { ref, document: named.name as string, ...counts, lastReplica, clocks },
      {
        isNew: true,
        changed,
        clocks: { clients: new Map(changed.map((clock) => [clock.client, clock])), total: clocks }
      }
    )
  }
}

const pickSnapshots = ({ snapshots }: DocumentRecord) => ({ snapshots })

function readOrNone<T>(read: () => T | undefined): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
