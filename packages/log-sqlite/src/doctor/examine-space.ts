// Examines one space: its row, replicas, receipts, entries, checkpoints and documents, each against the others.

import { checkpointEvery, isSameBytes } from '@weft/protocol'
import type Database from 'libsql'
import { integers } from '../database/sql.js'
import type { Tables } from '../rows/tables.js'
import { examineDocument } from './examine-document.js'
import { type EntriesSeen, examineEntries } from './examine-entries.js'
import { type Finding, finding } from './finding.js'
import { type NamedRow, rowsOf } from './read-names.js'
import { type SpaceContext, spaceContext } from './space-context.js'

export interface SpaceSeen {
  readonly findings: readonly Finding[]
  readonly entries: number
}

export function examineSpace(
  database: Database.Database,
  tables: Tables,
  named: NamedRow,
  documents: readonly NamedRow[],
  step: () => void
): SpaceSeen {
  const context = spaceContext(database, tables, named, documents)
  const replicas = examineReplicas(database, context)
  const entries = examineEntries(context, step)
  const ofDocuments = documents.flatMap((document) => {
    step()
    return examineDocument(context, document, entries)
  })
  return {
    findings: [
      ...(context.row
        ? []
        : [finding('space', 'the row of the space is not as it was written', at(context))]),
      ...replicas,
      ...examineBatches(database, context, entries),
      ...examineCheckpoints(context, entries),
      ...entries.findings,
      // While an owner cannot be named, what the guard knows cannot be read either: that is no damage of its own.
      ...ofDocuments.filter(({ kind }) => kind !== 'clocks' || replicas.length === 0)
    ],
    entries: entries.count
  }
}

const at = ({ named }: SpaceContext): { space: string | null } => ({ space: named.name })

function examineReplicas(database: Database.Database, context: SpaceContext): Finding[] {
  const { tables, name } = context
  const sql = `SELECT ${integers('ref')} FROM replicas NOT INDEXED WHERE space = ?`
  return rowsOf(database, sql, name.ref).flatMap(([ref]) => {
    try {
      tables.replicas.recordAt(name, ref as number)
      return []
    } catch {
      return [finding('replica', `the row of replica ${ref} is not as it was written`, at(context))]
    }
  })
}

/** Numbers of a replica's batches follow one another, each receipt says what the log has, and none is missing. */
function examineBatches(database: Database.Database, context: SpaceContext, entries: EntriesSeen): Finding[] {
  const findings: Finding[] = []
  const bad = (what: string, position: number | null = null): void => {
    findings.push(finding('batch', what, { ...at(context), position }))
  }
  for (const [ref, lastOfEntries] of entries.batches) {
    const batches = rowsOf(
      database,
      `SELECT ${integers('batch')} FROM batches WHERE replica = ? ORDER BY batch`,
      ref
    ).map(([batch]) => batch as number)
    batches.forEach((batch, index) => {
      if (index > 0 && batch !== (batches[index - 1] as number) + 1) {
        bad(`the receipt before batch ${batch} of replica ${ref} is missing`)
      }
      examineReceipt(context, entries, ref, batch, bad)
    })
    if ((batches.at(-1) ?? 0) < lastOfEntries)
      bad(`the receipt of batch ${lastOfEntries} of replica ${ref} is missing`)
  }
  return findings
}

function examineReceipt(
  { tables, name }: SpaceContext,
  { head, hashAt }: EntriesSeen,
  ref: number,
  batch: number,
  bad: (what: string, position?: number | null) => void
): void {
  try {
    const mark = tables.batches.find(name.space, ref, batch)?.mark
    const hash = mark && hashAt(mark.position)
    if (!mark) bad(`the receipt of batch ${batch} of replica ${ref} cannot be found`)
    else if (mark.position > head)
      bad(`the receipt of batch ${batch} names a position beyond the head`, mark.position)
    else if (hash && !isSameBytes(hash, mark.hash)) {
      bad(
        `the receipt of batch ${batch} of replica ${ref} has another running hash than the log`,
        mark.position
      )
    }
  } catch {
    bad(`the receipt of batch ${batch} of replica ${ref} is not as it was written`)
  }
}

function examineCheckpoints(context: SpaceContext, { head, hashAt }: EntriesSeen): Finding[] {
  const { tables, name } = context
  const findings: Finding[] = []
  for (let position = checkpointEvery; position <= head; position += checkpointEvery) {
    const what = whatIsWrong(() => tables.checkpoints.find(name, position), hashAt(position))
    if (what) findings.push(finding('checkpoint', `the checkpoint ${what}`, { ...at(context), position }))
  }
  return findings
}

function whatIsWrong(
  find: () => Uint8Array | undefined,
  expected: Uint8Array | undefined
): string | undefined {
  try {
    const hash = find()
    if (!hash) return expected && 'is missing'
    return expected && !isSameBytes(hash, expected) ? 'has another running hash than the log' : undefined
  } catch {
    return 'is not as it was written'
  }
}
