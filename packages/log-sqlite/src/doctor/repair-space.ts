// Makes anew what of a space follows from its sound entries: counts, the guard's clocks, snapshots, checkpoints.

import { checkpointEvery } from '@weft/protocol'
import type { DocumentClocks } from '@weft/yjs-guard'
import type Database from 'libsql'
import type { Tables } from '../rows/tables.js'
import { clocksOf, contentOf } from './document-content.js'
import { countsOf, createRecord, type DocumentRecord } from './document-record.js'
import { createSums } from './edit-sums.js'
import { examineDocument } from './examine-document.js'
import { type EntriesSeen, examineEntries } from './examine-entries.js'
import type { NamedRow } from './read-names.js'
import { scanEntries } from './scan-entries.js'
import { type SpaceContext, spaceContext } from './space-context.js'

export function repairSpace(
  database: Database.Database,
  tables: Tables,
  named: NamedRow,
  documents: readonly NamedRow[]
): void {
  const context = spaceContext(database, tables, named, documents)
  const seen = examineEntries(context, () => undefined)
  if (seen.findings.some(({ kind }) => kind === 'edit-sums')) repairSums(context)
  repairCheckpoints(context, seen)
  const positions = positionsByDocument(context)
  for (const document of documents) {
    const findings = examineDocument(context, document, seen)
    if (findings.length === 0 || !findings.every(({ mend }) => mend === 'repair')) continue
    const bad = findings.flatMap(({ kind, position }) =>
      kind === 'snapshot' && position !== null ? [position] : []
    )
    repairDocument(context, document, bad, positions.get(document.ref) ?? [])
  }
}

/** Of the sound entries of each document. */
export function positionsByDocument({ tables, name, range }: SpaceContext): Map<number, number[]> {
  const positions = new Map<number, number[]>()
  for (const scanned of scanEntries(tables, name, range)) {
    if (scanned.kind !== 'sound') continue
    const { document, position } = scanned.row
    const known = positions.get(document)
    if (known) known.push(position)
    else positions.set(document, [position])
  }
  return positions
}

function repairDocument(
  context: SpaceContext,
  named: NamedRow,
  badSnapshots: readonly number[],
  positions: readonly number[]
): void {
  const { tables, name, database } = context
  const old = context.records.get(named.ref) as DocumentRecord
  for (const position of badSnapshots) tables.snapshots.delete(named.ref, position)
  const record = {
    ...createRecord(
      named.ref,
      old.snapshots.filter(({ position }) => !badSnapshots.includes(position))
    ),
    ...pick(old)
  }
  const row = named.isSound ? tables.documents.byRef(name, named.ref) : undefined
  const content = contentOf(context, record, positions)
  const changed = clocksOf(context, content, ownersKnown(context, named))
  const clocks = changed.reduce((sum, { clock }) => sum + clock, 0)
  const counted = { ref: named.ref, document: named.name as string, ...countsOf(record, row), clocks }
  tables.clients.delete(named.ref)
  // Not an update: of a damaged row the name and the space are written anew as well.
  if (!named.isSound) database.prepare('DELETE FROM documents WHERE ref = ?').run([named.ref])
  tables.documents.write(name, counted, {
    isNew: false,
    changed,
    clocks: { clients: new Map(changed.map((clock) => [clock.client, clock])), total: clocks }
  })
}

const pick = ({
  gaps,
  foldable,
  wholeFrom,
  lastOrdinal,
  lastPosition,
  lastReplica,
  otherPosition
}: DocumentRecord) => ({
  ...{ gaps, foldable, wholeFrom, lastOrdinal, lastPosition, lastReplica, otherPosition }
})

/** As far as the rows can be read all together. */
export function ownersKnown({ tables, name }: SpaceContext, named: NamedRow): DocumentClocks | undefined {
  try {
    return tables.clients.load(name, named.ref, tables.documents.byRef(name, named.ref).clocks)
  } catch {
    return undefined
  }
}

function repairSums({ tables, name, range, row }: SpaceContext): void {
  const sums = createSums(row?.horizonEdits)
  for (const scanned of scanEntries(tables, name, range)) {
    if (scanned.kind !== 'sound') sums.forget()
    else if (scanned.position > range.horizon) {
      const counted = sums.add(scanned.row)
      if (counted !== scanned.row) tables.entries.writeSums(name, counted)
    }
  }
}

function repairCheckpoints({ tables, name }: SpaceContext, { head, hashAt }: EntriesSeen): void {
  for (let position = checkpointEvery; position <= head; position += checkpointEvery) {
    const hash = hashAt(position)
    if (hash) tables.checkpoints.insert(name, position, hash)
    else if (!isReadable(() => tables.checkpoints.find(name, position)))
      tables.checkpoints.delete(name, position)
  }
}

function isReadable(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}
