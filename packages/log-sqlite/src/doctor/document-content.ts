// The content of a document as far as its log holds it, without a gap; and what the guard has to know of it.

import { entryKind } from '@weft/protocol'
import {
  defaultLogLimits,
  firstOpaqueKind,
  holdState,
  isFoldable,
  mergeDocument,
  snapshotToUpdate
} from '@weft/relay/log'
import {
  admitUpdate,
  type DocumentClocks,
  emptyDocumentClocks,
  inspectUpdate,
  type KnownClock
} from '@weft/yjs-guard'
import type { EntryRow } from '../rows/entry-rows.js'
import type { SnapshotRow } from '../rows/snapshot-rows.js'
import type { DocumentRecord } from './document-record.js'
import type { SpaceContext } from './space-context.js'

export interface Content {
  readonly snapshot: SnapshotRow | null
  /** That can be merged: those after the snapshot which lean on nothing that is lost, in order. */
  readonly entries: readonly EntryRow[]
  /** Of kinds that are passed on as they are. */
  readonly opaque: readonly EntryRow[]
  /** Sound entries that lean on what is lost. */
  readonly leaning: readonly EntryRow[]
}

/** `positions` are those of the document's sound entries. */
export function contentOf(
  context: SpaceContext,
  record: DocumentRecord,
  positions: readonly number[]
): Content {
  const snapshot = newestSound(context, record)
  const rows = positions.map((position) => context.tables.entries.at(context.name, position) as EntryRow)
  const foldable = rows.filter((row) => isFoldable(row) && row.position > (snapshot?.position ?? 0))
  const { admitted, leaning } = admitInOrder(snapshot, foldable)
  const opaque = rows.filter(({ kind }) => kind >= firstOpaqueKind)
  return { snapshot, entries: admitted, opaque, leaning }
}

/** undefined when there is nothing to merge. */
export function mergedOf({
  snapshot,
  entries
}: Pick<Content, 'snapshot' | 'entries'>): Uint8Array | undefined {
  return snapshot === null && entries.length === 0 ? undefined : mergeDocument({ snapshot, entries })
}

function newestSound({ tables, name }: SpaceContext, record: DocumentRecord): SnapshotRow | null {
  const place = record.snapshots.find(({ ordinal }) => ordinal !== null)
  return (place && tables.snapshots.at(name, record.ref, place.position)) ?? null
}

/** Again and again, for what was given back later may fill a gap before it. */
function admitInOrder(snapshot: SnapshotRow | null, rows: readonly EntryRow[]) {
  let clocks = snapshot ? clocksIn(snapshotToUpdate(snapshot)) : emptyDocumentClocks
  const admitted = new Set<EntryRow>()
  for (let before = -1; before !== admitted.size; ) {
    before = admitted.size
    for (const row of rows) {
      const after = admitted.has(row) ? undefined : admit(row, clocks)
      if (!after) continue
      admitted.add(row)
      clocks = after
    }
  }
  return {
    admitted: rows.filter((row) => admitted.has(row)),
    leaning: rows.filter((row) => !admitted.has(row))
  }
}

/** As the log did when it was appended, but that it is nobody's: whose ids they are is another question. */
function admit({ payload }: EntryRow, clocks: DocumentClocks): DocumentClocks | undefined {
  const shape = inspectUpdate(payload, defaultLogLimits.guard)
  if (!shape.ok) return undefined
  const admission = admitUpdate(shape.value, clocks, '', 'give-back', defaultLogLimits.guard)
  return admission.ok ? admission.value.clocks : undefined
}

function clocksIn(update: Uint8Array): DocumentClocks {
  const { clocks } = holdState(update).summary
  return { clients: new Map([...clocks].map(([client, clock]) => [client, { client, clock, owner: null }])) }
}

/**
 * What the guard knows of a document, by its content. An id belongs to whom `known` says; else to the replica whose edit
 * brought it first, where that entry is still there; else to nobody, and to the first who goes on with it.
 */
export function clocksOf(
  context: SpaceContext,
  content: Content,
  known: DocumentClocks | undefined
): KnownClock[] {
  const merged = mergedOf(content)
  if (!merged) return []
  const owners = ownersOf(context, content)
  return [...holdState(merged).summary.clocks].map(([client, clock]) => {
    const owner = known?.clients.get(client)?.owner ?? owners.get(client) ?? null
    return { client, clock, owner }
  })
}

function ownersOf({ tables, name }: SpaceContext, { entries }: Content): Map<number, string | null> {
  const owners = new Map<number, string | null>()
  for (const { kind, payload, replica } of entries) {
    const shape = inspectUpdate(payload, defaultLogLimits.guard)
    if (!shape.ok) continue
    const owner = kind === entryKind.update ? tables.replicas.nameOf(name, replica).replica : null
    for (const { client } of shape.value.adds) if (!owners.has(client)) owners.set(client, owner)
  }
  return owners
}
