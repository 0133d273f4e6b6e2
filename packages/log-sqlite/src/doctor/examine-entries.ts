// Examines a space's entries: each by itself, and each against those before it.

import { isSameBytes, nextRunningHash } from '@weft/protocol'
import { isGuestId } from '@weft/relay/log'
import { toEntry } from '../engine/stored-document.js'
import type { EntryRow } from '../rows/entry-rows.js'
import { addEntry } from './document-record.js'
import { createSums } from './edit-sums.js'
import { type Finding, finding } from './finding.js'
import { rowsOf } from './read-names.js'
import { scanEntries } from './scan-entries.js'
import type { SpaceContext } from './space-context.js'

export interface EntriesSeen {
  readonly findings: readonly Finding[]
  readonly count: number
  readonly head: number
  /** Of each replica that wrote entries: its last batch among them, 0 for guests. */
  readonly batches: ReadonlyMap<number, number>
  /** The running hash at a position whose entry is sound, or that of the horizon. */
  readonly hashAt: (position: number) => Uint8Array | undefined
}

/** Also fills the records of the context's documents. */
export function examineEntries(context: SpaceContext, step: () => void): EntriesSeen {
  const { tables, name, range, row } = context
  const findings: Finding[] = []
  const batches = new Map<number, number>(replicasOf(context).map((ref) => [ref, 0]))
  const sums = createSums(row?.horizonEdits)
  const lost = new Map<number, 'damaged' | 'missing'>()
  let hash = row?.horizon.hash
  let count = 0
  for (const scanned of scanEntries(tables, name, range)) {
    const { position } = scanned
    const isAbove = position > range.horizon
    if (scanned.kind !== 'sound') {
      lost.set(position, scanned.kind)
      // The entry after it proves the hash that stands there, if it can be read.
      hash = isAbove ? hashUnverified(context, position) : hash
      sums.forget()
      continue
    }
    step()
    count++
    const entry = scanned.row
    const problem = isAbove ? problemOf(context, entry, hash) : undefined
    if (problem) findings.push(finding(problem.kind, problem.what, placeOf(context, entry), problem.known))
    if (isAbove) {
      hash = entry.hash
      if (sums.add(entry) !== entry) {
        const what = 'the count of edits up to it is not the sum of the entries before'
        findings.push(finding('edit-sums', what, placeOf(context, entry)))
      }
    }
    const record = context.records.get(entry.document)
    if (record) addEntry(record, entry)
    const before = batches.get(entry.replica) ?? 0
    if (!isGuest(context, entry.replica)) batches.set(entry.replica, Math.max(before, entry.batch))
  }
  return {
    ...{ count, head: range.end, batches },
    findings: [...[...lost].map(([position, how]) => lostEntry(context, position, how)), ...findings],
    hashAt: (position) => {
      if (row && position === row.horizon.position) return row.horizon.hash
      return lost.has(position) || position <= range.horizon ? undefined : hashUnverified(context, position)
    }
  }
}

const placeOf = ({ named, documents }: SpaceContext, { position, document }: EntryRow) => ({
  ...{ space: named.name, position },
  document: documents.get(document)?.name ?? null
})

function replicasOf({ database, name }: SpaceContext): number[] {
  const sql = 'SELECT CAST(ref AS INTEGER) FROM replicas NOT INDEXED WHERE space = ?'
  return rowsOf(database, sql, name.ref).map(([ref]) => ref as number)
}

function isGuest({ tables, name }: SpaceContext, ref: number): boolean {
  try {
    return isGuestId(tables.replicas.nameOf(name, ref).replica)
  } catch {
    return true
  }
}

function hashUnverified({ tables, name }: SpaceContext, position: number): Uint8Array | undefined {
  try {
    const hash = tables.entries.hashAt(name, position)
    return hash?.length === 32 ? hash : undefined
  } catch {
    return undefined
  }
}

interface Problem {
  readonly kind: Finding['kind']
  readonly what: string
  readonly known?: Partial<Pick<Finding, 'mend'>>
}

function problemOf(
  context: SpaceContext,
  entry: EntryRow,
  before: Uint8Array | undefined
): Problem | undefined {
  const { tables, name, documents } = context
  const document = documents.get(entry.document)
  if (!document) {
    const what = `the row of document ${entry.document} is missing`
    return { kind: 'document', what, known: { mend: 'salvage' } }
  }
  let known: ReturnType<typeof toEntry>
  try {
    known = toEntry(tables, name, entry, document.name ?? '')
  } catch {
    return { kind: 'replica', what: `the row of replica ${entry.replica}, which wrote it, cannot be read` }
  }
  if (document.name === null || before === undefined) return undefined
  if (isSameBytes(nextRunningHash(before, known), entry.hash)) return undefined
  return { kind: 'history', what: 'its running hash does not follow from the entry before' }
}

/** Which document it was of is told by a row that is only damaged, or by whose entries a number is missing. */
function lostEntry(
  { database, named, name, documents, records }: SpaceContext,
  position: number,
  how: 'damaged' | 'missing'
): Finding {
  const sql = 'SELECT CAST(document AS INTEGER) FROM entries WHERE id = ((?1 << 40) | ?2)'
  const [row] = rowsOf(database, sql, name.ref, position)
  const lacking = [...records.values()].filter(({ gaps }) =>
    gaps.some(({ after, before }) => after < position && position < before)
  )
  const ref = lacking.length === 1 ? lacking[0]?.ref : (row?.[0] as number | undefined)
  const document = documents.get(ref ?? 0)?.name ?? null
  const what = how === 'damaged' ? 'the entry is not as it was written' : 'the entry is missing'
  return finding('entry', what, { space: named.name, position, document })
}
