// Decides what a batch that is the next one becomes in the log: entries, refusals and a receipt (SPEC B1, B5, G1, L4).
//
// Pure, so that every engine decides the same. An engine calls, in the one transaction that also writes the result:
// judgeBatch; then decideAppend with what it has; and again, with more, while the answer is `needs-states`.

import {
  type BatchItem,
  type Entry,
  type HeldBatch,
  type Mark,
  nextRunningHash,
  parseBatch,
  type RefusedItem,
  sha256
} from '@weft/protocol'
import type { DocumentClocks, KnownClock } from '@weft/yjs-guard'
import { type AdmittedItem, admitItem, isYjsKind } from './admit-item.js'
import { mergeUpdates } from './fold-document.js'
import { receiptOf, refused } from './judge-batch.js'
import type { LogLimits } from './log-limits.js'
import type { AppendOutcome, AppendRequest, BatchReceipt } from './port.js'
import type { BatchRecord } from './records.js'

export interface AppendContext {
  readonly head: Mark
  /** How many documents the space has. */
  readonly documents: number
  /** What the guard knows of the documents that the space has; asked once for each document of the batch. */
  readonly clocksOf: (document: string) => DocumentClocks | undefined
  /** States that were asked for, each as one v1 update of everything the log has of the document. */
  readonly states: ReadonlyMap<string, Uint8Array>
  readonly limits: LogLimits
}

export type AppendDecision =
  | Extract<AppendOutcome, { kind: 'refused' }>
  | { readonly kind: 'needs-states'; readonly documents: readonly string[] }
  | AppendedBatch

export interface AppendedEntries {
  readonly entries: readonly HashedEntry[]
  readonly head: Mark
  /** The documents that got entries. */
  readonly documents: ReadonlyMap<string, ChangedDocument>
}

export interface AppendedBatch extends AppendedEntries {
  readonly kind: 'appended'
  readonly batch: BatchRecord
  readonly held: HeldBatch
  readonly receipt: BatchReceipt
}

export interface ChangedDocument {
  readonly isNew: boolean
  /** What the guard knows of the document from now on; made when first read. */
  readonly clocks: DocumentClocks
  /** The clients whose clocks rose; the last of several of one client holds. */
  readonly changed: readonly KnownClock[]
}

export interface HashedEntry {
  readonly entry: Entry & { readonly payload: Uint8Array }
  /** The running hash after the entry. */
  readonly hash: Uint8Array
}

export function decideAppend(request: AppendRequest, context: AppendContext): AppendDecision {
  const items = parseBatch(request.content)
  if (!items.ok) return refused('batch-unreadable', 'The batch cannot be read.')
  const admission = admitItems(items.value, request, context)
  if (admission.missingStates.length > 0) {
    return { kind: 'needs-states', documents: admission.missingStates }
  }
  const entries = toEntries(admission.admitted, request, context.head)
  const last = entries.at(-1)
  const head = last ? { position: last.entry.position, hash: last.hash } : context.head
  const { batch, chain, time } = request
  const record: BatchRecord = { batch, chain, mark: head, time, refused: admission.refused }
  return {
    kind: 'appended',
    entries,
    head,
    batch: record,
    held: { batch, chain, position: head.position },
    receipt: receiptOf(record),
    documents: new Map([...admission.documents].map(([document, items]) => [document, toChanged(items)]))
  }
}

interface Admission {
  readonly admitted: BatchItem[]
  readonly refused: RefusedItem[]
  readonly documents: Map<string, AdmittedDocument>
  readonly missingStates: string[]
}

interface AdmittedDocument {
  readonly isNew: boolean
  readonly items: AdmittedItem[]
}

function admitItems(items: readonly BatchItem[], request: AppendRequest, context: AppendContext): Admission {
  const result: Admission = { admitted: [], refused: [], documents: new Map(), missingStates: [] }
  // Documents whose later items wait for a person, and those that cannot be decided before their state is read.
  const stopped = new Set<string>()
  let documents = context.documents
  items.forEach((item, index) => {
    const { document } = item
    if (result.missingStates.includes(document)) return
    if (stopped.has(document)) {
      result.refused.push({ item: index, document, reason: 'held-back' })
      return
    }
    const before = result.documents.get(document)
    const clocks = before ? before.items.at(-1)?.clocks : context.clocksOf(document)
    const state = stateWithin(document, context.states, result.admitted)
    const { replica } = request
    const verdict = admitItem(item, { clocks, documents, replica, state, limits: context.limits })
    if (verdict.kind === 'needs-state') {
      result.missingStates.push(document)
    } else if (verdict.kind === 'refused') {
      stopped.add(document)
      result.refused.push({ item: index, document, reason: verdict.reason })
    } else {
      const isNew = before ? before.isNew : clocks === undefined
      if (isNew && !before) documents++
      result.documents.set(document, { isNew, items: [...(before?.items ?? []), verdict] })
      result.admitted.push(item)
    }
  })
  return result
}

/** The document's state with what this very batch brought of it. */
function stateWithin(
  document: string,
  states: ReadonlyMap<string, Uint8Array>,
  admitted: readonly BatchItem[]
): Uint8Array | undefined {
  const state = states.get(document)
  if (state === undefined) return undefined
  const own = admitted.filter((item) => item.document === document && isYjsKind(item.kind))
  return mergeUpdates([state, ...own.map(({ payload }) => payload)])
}

function toChanged({ isNew, items }: AdmittedDocument): ChangedDocument {
  return {
    isNew,
    changed: items.flatMap(({ changed }) => changed),
    get clocks() {
      return (items.at(-1) as AdmittedItem).clocks
    }
  }
}

type Author = Pick<AppendRequest, 'device' | 'replica' | 'batch' | 'time'>

export function toEntries(admitted: readonly BatchItem[], author: Author, head: Mark): HashedEntry[] {
  const { device, replica, batch, time } = author
  let { position, hash } = head
  return admitted.map(({ document, kind, edits, payload }) => {
    position++
    const header = { position, document, device, replica, batch, time, kind, edits }
    const entry = { ...header, payloadHash: sha256(payload), payload }
    hash = nextRunningHash(hash, entry)
    return { entry, hash }
  })
}
