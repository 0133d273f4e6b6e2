// Examines one document: its row and counts, its snapshots, and what the guard knows of it, against its content.

import {
  defaultLogLimits,
  type HeldState,
  holdState,
  isFoldable,
  mergeDocument,
  snapshotToUpdate,
  subtractUpdate
} from '@weft/relay/log'
import type { DocumentClocks } from '@weft/yjs-guard'
import { recordsOf } from '../engine/stored-document.js'
import type { DocumentRow } from '../rows/document-rows.js'
import type { SnapshotRow } from '../rows/snapshot-rows.js'
import { countsOf, type DocumentRecord, entriesOf, isContentWhole } from './document-record.js'
import type { EntriesSeen } from './examine-entries.js'
import { type Finding, finding } from './finding.js'
import type { NamedRow } from './read-names.js'
import type { SpaceContext } from './space-context.js'

export function examineDocument(
  context: SpaceContext,
  named: NamedRow,
  { findings: ofEntries }: EntriesSeen
): Finding[] {
  const { tables, name } = context
  const record = context.records.get(named.ref) as DocumentRecord
  const row = named.isSound ? tables.documents.byRef(name, named.ref) : undefined
  const place = { space: context.named.name, document: named.name }
  const isWhole = isContentWhole(record, row?.entries ?? entriesOf(record))
  const findings: Finding[] = []
  for (const { position, ordinal } of record.snapshots) {
    if (ordinal !== null && position <= context.range.end) continue
    const known = isWhole
      ? {}
      : { mend: 'salvage' as const, lost: 'what only the snapshot held of the document' }
    findings.push(finding('snapshot', 'the snapshot is not as it was written', { ...place, position }, known))
  }
  if (!row) {
    const known = isWhole && named.name !== null ? {} : lostRow(named)
    findings.push(finding('document', 'the row of the document is not as it was written', place, known))
    return findings
  }
  if (!isWhole) {
    // Without a lost entry that tells it, a count or a snapshot of sound rows is wrong.
    const told = findings.length > 0 || ofEntries.some(({ kind }) => kind === 'entry')
    if (!told)
      findings.push(finding('document', 'entries of the document are missing', place, { mend: 'salvage' }))
    return findings
  }
  const wrong = wrongCounts(record, row)
  if (wrong.length > 0)
    findings.push(finding('document', `its row has wrong counts: ${wrong.join(', ')}`, place))
  return [...findings, ...examineContent(context, row, record, place)]
}

const lostRow = ({ name }: NamedRow) =>
  name === null
    ? { mend: 'salvage' as const, lost: 'its name, and with it its content here; devices give it back' }
    : { mend: 'salvage' as const }

function wrongCounts(record: DocumentRecord, row: DocumentRow): string[] {
  const counts = countsOf(record, row)
  return Object.entries(counts)
    .filter(([count, value]) => row[count as keyof DocumentRow] !== value)
    .map(([count, value]) => `${count} is ${row[count as keyof DocumentRow]}, not ${value}`)
}

function examineContent(
  { tables, name }: SpaceContext,
  row: DocumentRow,
  record: DocumentRecord,
  place: { readonly space: string | null; readonly document: string | null }
): Finding[] {
  const findings: Finding[] = []
  let held: HeldState
  try {
    const { snapshot, entries } = recordsOf(tables, name, row, row.lastPosition)
    const hasContent = snapshot !== null || entries.some(isFoldable)
    held = holdState(hasContent ? mergeDocument({ snapshot, entries }) : Uint8Array.of(0, 0))
    if (snapshot && !isSnapshotRight(tables, name, record, snapshot, row.ref)) {
      const what = 'the snapshot does not hold what its entries hold'
      findings.push(finding('snapshot', what, { ...place, position: snapshot.position }))
    }
  } catch {
    // Its entries or its snapshot are damaged, or an index does not lead to them: told already.
    return findings
  }
  const what = wrongClocks(() => tables.clients.load(name, row.ref, row.clocks), held)
  if (what) findings.push(finding('clocks', what, place))
  return findings
}

/** Only where all entries that it covers are still there. */
function isSnapshotRight(
  tables: SpaceContext['tables'],
  name: SpaceContext['name'],
  record: DocumentRecord,
  snapshot: SnapshotRow,
  ref: number
): boolean {
  if (record.wholeFrom !== 1) return true
  const covered = tables.entries.ofDocument(name, ref, 0, snapshot.position)
  const entries = holdState(mergeDocument({ snapshot: null, entries: covered }))
  const folded = holdState(snapshotToUpdate(snapshot))
  return isHeldBy(entries, folded) && isHeldBy(folded, entries)
}

function isHeldBy({ update }: HeldState, held: HeldState): boolean {
  const remainder = subtractUpdate(update, held, defaultLogLimits.guard)
  // What is too large to be compared is no damage.
  return (
    remainder.kind === 'nothing' || (remainder.kind === 'refused' && remainder.reason !== 'client-id-forked')
  )
}

function wrongClocks(load: () => DocumentClocks, { summary }: HeldState): string | undefined {
  let known: DocumentClocks
  try {
    known = load()
  } catch {
    return 'what the guard knows of the document is not as it was written'
  }
  const isRight =
    known.clients.size === summary.clocks.size &&
    [...summary.clocks].every(([client, clock]) => known.clients.get(client)?.clock === clock)
  return isRight ? undefined : 'what the guard knows of the document is not what its content says'
}
