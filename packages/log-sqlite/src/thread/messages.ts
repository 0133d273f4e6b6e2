// What the threads of a log say to each other. Everything is plain data, so that it can cross.

import type { DeviceRow, Mark } from '@weft/protocol'
import type {
  AppendOutcome,
  AppendRequest,
  DocumentsQuery,
  FoldRequest,
  Greeted,
  Greeting,
  LogError,
  LogErrorCode,
  LogLimits,
  ReplicaReport,
  SpaceHead,
  UpdateOutcome,
  UpdateRequest
} from '@weft/relay/log'
import type { SnapshotRow } from '../rows/snapshot-rows.js'

export interface ThreadOptions {
  readonly folder: string
  readonly limits: LogLimits
  readonly maxBytes: number | null
}

/** Requests that change the log. Those that wait together share one commit (SPEC L4). */
export type WriteRequest =
  /** `epoch` is for the space if it is new. */
  | { readonly type: 'greet'; readonly greeting: Greeting; readonly epoch: string }
  | { readonly type: 'append'; readonly request: AppendRequest }
  /** `epoch` is for the space if it is new. */
  | { readonly type: 'append-update'; readonly request: UpdateRequest; readonly epoch: string }
  | { readonly type: 'report'; readonly report: ReplicaReport }
  | { readonly type: 'write-reports' }
  | { readonly type: 'forget'; readonly space: string; readonly device: string }
  | { readonly type: 'put-snapshots'; readonly space: string; readonly snapshots: readonly SnapshotRow[] }
  | { readonly type: 'confirm-snapshots'; readonly space: string; readonly snapshots: readonly Folded[] }
  /** Deletes what may go of the next `limit` entries after the horizon. */
  | { readonly type: 'delete'; readonly space: string; readonly before: number; readonly limit: number }

export type ReadRequest =
  | { readonly type: 'read'; readonly space: string; readonly after: number; readonly limitBytes: number }
  | { readonly type: 'read-documents'; readonly query: DocumentsQuery }
  | { readonly type: 'read-document'; readonly space: string; readonly document: string }
  | DevicesRequest
  | { readonly type: 'spaces' }

/** A page of rows after `after`, 0 at first: to count what thousands are behind at once would hold up every append. */
export interface DevicesRequest {
  readonly type: 'devices'
  readonly space: string
  readonly device: string | undefined
  readonly after: number
}

export type Request = WriteRequest | ReadRequest | { readonly type: 'close' }

/** A snapshot that was read back, and how many entries it took in. */
export interface Folded {
  readonly document: number
  readonly position: number
  readonly entries: number
}

export interface Deleted {
  readonly deletedEntries: number
  readonly horizon: number
  readonly done: boolean
}

export interface DevicesPage {
  readonly rows: readonly DeviceRow[]
  /** What to go on after; null at the end. */
  readonly next: number | null
}

/** What a request of each type is answered with. Pages are packed into one buffer (see pack.ts). */
export interface Answers {
  greet: Greeted
  append: Appended
  'append-update': AppendedUpdate
  report: null
  'write-reports': null
  forget: DeviceRow[]
  'put-snapshots': null
  'confirm-snapshots': null
  delete: Deleted
  read: { readonly packed: Uint8Array; readonly mark: Mark; readonly head: Mark }
  'read-documents': { readonly packed: Uint8Array; readonly done: boolean; readonly total: number }
  'read-document': { readonly packed: Uint8Array }
  devices: DevicesPage
  spaces: SpaceHead[]
  close: null
}

/** The payloads stay where they are: whoever asked has the batch's content, and needs only their hashes. */
export interface Appended {
  readonly outcome: AppendOutcome
  /** Of the entries that were appended, 32 bytes each, in order. */
  readonly payloadHashes: Uint8Array
}

export interface AppendedUpdate {
  readonly outcome: UpdateOutcome
  /** Empty when nothing was appended. */
  readonly payloadHash: Uint8Array
}

export interface Numbered<R> {
  readonly id: number
  readonly request: R
}

export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: PlainError }

/** A LogError as data. `RangeError`s are faults of the caller. */
export interface PlainError {
  readonly code: LogErrorCode | 'out-of-range'
  readonly message: string
  readonly place: LogError['place']
}

/** A space's part of a commit. */
export interface CommittedMarks {
  readonly space: string
  readonly before: Mark
  readonly after: Mark
}

/** From the append thread: what one commit did, or what was read. */
export interface AppendThreadMessage {
  readonly type: 'answers'
  readonly committed: readonly CommittedMarks[]
  readonly answers: readonly Answer[]
}

export type StartMessage =
  | { readonly type: 'started' }
  | { readonly type: 'failed'; readonly error: PlainError }

/** To the fold thread, which answers with an Answer whose value is a FoldReport. */
export type FoldThreadRequest = Numbered<FoldRequest>
