// Appends one batch, or one guest's update, within the group's transaction.

import { checkpointEvery, hashBytes, startMark } from '@weft/protocol'
import {
  type AppendedBatch,
  type AppendedEntries,
  type AppendRequest,
  decideAppend,
  decideUpdate,
  guestId,
  guestRecord,
  isFoldable,
  judgeBatch,
  type LogLimits,
  type UpdateRequest
} from '@weft/relay/log'
import type { DocumentRow } from '../rows/document-rows.js'
import type { ReplicaState } from '../rows/replica-rows.js'
import type { SpaceState } from '../rows/space-rows.js'
import type { Tables } from '../rows/tables.js'
import type { Appended, AppendedUpdate } from '../thread/messages.js'
import { stateOf } from './stored-document.js'

/** What a request comes to, before anything is written; `write` is left out where nothing is. */
export interface Planned<A> {
  readonly answer: A
  readonly write?: () => void
}

export function planAppend(tables: Tables, limits: LogLimits, request: AppendRequest): Planned<Appended> {
  const space = tables.spaces.find(request.space)
  const replica = space && tables.replicas.find(space, request.replica)
  const batch = space && replica && tables.batches.find(space.space, replica.ref, request.batch)
  const { batchBytes } = limits
  const verdict = judgeBatch(request, { replica: replica?.record, batch, batchBytes })
  if (verdict.kind !== 'next') return { answer: { outcome: verdict, payloadHashes: none } }
  if (!space || !replica) throw new Error('B4: a batch cannot be the next of a replica without a row')

  const decision = decide(tables, limits, request, space)
  if (decision.kind === 'refused') return { answer: { outcome: decision, payloadHashes: none } }
  const payloadHashes = new Uint8Array(decision.entries.length * hashBytes)
  for (const [index, { entry }] of decision.entries.entries()) {
    payloadHashes.set(entry.payloadHash, index * hashBytes)
  }
  return {
    answer: { outcome: { kind: 'appended', receipt: decision.receipt }, payloadHashes },
    write: () => writeBatch(tables, space, replica, decision)
  }
}

export function planUpdate(
  tables: Tables,
  limits: LogLimits,
  request: UpdateRequest,
  epoch: string
): Planned<AppendedUpdate> {
  const space = tables.spaces.find(request.space)
  const decision = decideUpdate(request, {
    head: space?.head ?? startMark,
    documents: space?.documents ?? 0,
    clocksOf: (document) => space && tables.documents.clocksOf(space, document),
    limits
  })
  if (decision.kind !== 'appended') return { answer: { outcome: decision, payloadHash: none } }
  const payloadHash = decision.entries[0]?.entry.payloadHash ?? none
  return {
    answer: { outcome: { kind: 'appended', mark: decision.head }, payloadHash },
    write: () => {
      const opened = space ?? tables.spaces.insert(request.space, epoch)
      const replica =
        tables.replicas.find(opened, guestId) ?? tables.replicas.write(opened, guestRecord(request.time))
      writeEntries(tables, opened, replica, decision)
    }
  }
}

function decide(tables: Tables, limits: LogLimits, request: AppendRequest, space: SpaceState) {
  const states = new Map<string, Uint8Array>()
  const context = {
    head: space.head,
    documents: space.documents,
    clocksOf: (document: string) => tables.documents.clocksOf(space, document),
    states,
    limits
  }
  for (;;) {
    const decision = decideAppend(request, context)
    if (decision.kind !== 'needs-states') return decision
    for (const document of decision.documents) {
      const row = tables.documents.find(space, document)
      states.set(document, row ? stateOf(tables, space, row) : emptyUpdate)
    }
  }
}

const none = new Uint8Array()

/** A v1 update of nothing: no clients, no deletions. */
const emptyUpdate = Uint8Array.of(0, 0)

function writeBatch(tables: Tables, space: SpaceState, replica: ReplicaState, appended: AppendedBatch): void {
  writeEntries(tables, space, replica, appended)
  tables.batches.insert(replica.ref, appended.batch)
  replica.record = { ...replica.record, held: appended.held }
}

function writeEntries(
  tables: Tables,
  space: SpaceState,
  replica: ReplicaState,
  appended: AppendedEntries
): void {
  const rows = new Map<string, DocumentRow>()
  let nextRef = tables.documents.nextRef()
  for (const [document, { isNew }] of appended.documents) {
    const row = isNew ? newDocument(document, nextRef++) : tables.documents.find(space, document)
    if (!row) throw new Error('L4: a document that the guard knows has no row')
    rows.set(document, row)
  }
  for (const { entry, hash } of appended.entries) {
    const row = afterEntry(rows.get(entry.document) as DocumentRow, entry, replica.ref)
    rows.set(entry.document, row)
    space.editsThrough += entry.edits
    replica.editsThrough += entry.edits
    const { position, batch, time, kind, edits, payload } = entry
    const sums = { editsThrough: space.editsThrough, replicaEditsThrough: replica.editsThrough }
    const names = { document: row.ref, replica: replica.ref, ordinal: row.entries }
    tables.entries.insert(space, { position, batch, time, kind, edits, payload, hash, ...names, ...sums })
    if (position % checkpointEvery === 0) tables.checkpoints.insert(space, position, hash)
  }
  for (const [document, changed] of appended.documents) {
    const row = rows.get(document) as DocumentRow
    const clocks = changed.clocks.total ?? row.clocks
    tables.documents.write(space, { ...row, clocks }, changed)
    if (changed.isNew) space.documents++
  }
  space.head = appended.head
}

function newDocument(document: string, ref: number): DocumentRow {
  const counts = { entries: 0, pending: 0, lastPosition: 0, otherPosition: 0, clocks: 0 }
  return { ref, document, lastReplica: 0, ...counts }
}

function afterEntry(
  row: DocumentRow,
  entry: { position: number; kind: number },
  replica: number
): DocumentRow {
  return {
    ...row,
    entries: row.entries + 1,
    pending: row.pending + (isFoldable(entry) ? 1 : 0),
    lastPosition: entry.position,
    lastReplica: replica,
    otherPosition: row.lastReplica === replica ? row.otherPosition : row.lastPosition
  }
}
