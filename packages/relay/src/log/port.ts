// The log port: what a relay needs of a durable store of spaces, and what every log must promise.
//
// Promises, checked by the contract suite in ../testing:
// - append resolves only when the batch is on disk (L4, B1); batches of a replica are decided in the order of calls.
// - subscribers hear of entries only after they are on disk, in order of position, once a commit and space (L2).
// - a space that does not exist reads as an empty one; only greet and appendUpdate make one.
// - what rejects has changed nothing; the error is a LogError from the closed list below (L5, L6).

import type {
  DeviceRow,
  Entry,
  HeldBatch,
  HelloDevice,
  HelloSpace,
  Mark,
  RefusedItem,
  Standing,
  WeftError
} from '@weft/protocol'

export interface Log {
  /**
   * Opens a space for a replica: makes space, device and replica rows as needed, raises the greeting number, and
   * decides whether the log goes on with this replica (E2 to E5, S3, S4). Durable when it resolves.
   */
  greet(greeting: Greeting): Promise<Greeted>
  /** Appends a batch, or finds that it stands there already, or says why not. Durable when it resolves. */
  append(request: AppendRequest): Promise<AppendOutcome>
  /**
   * Appends one update of a guest: a client without replica, batches and outbox (SPEC F). Makes the space if need be.
   * Durable when it resolves; updates of one document are decided in the order of calls.
   */
  appendUpdate(request: UpdateRequest): Promise<UpdateOutcome>
  /**
   * Entries after `after`, in order, up to about `limitBytes` of payload but at least one; none at the head.
   * Rejects with `log-damaged` when a record fails its checksum, and with `log-folded` when `after` is below the
   * horizon, also when it was not a moment ago: the receiver catches up by documents (L11).
   */
  read(space: string, after: number, limitBytes: number): Promise<ReadEntries>
  /** Documents in id order for a catch-up, up to about `limitBytes` but at least one (L11). */
  readDocuments(query: DocumentsQuery): Promise<DocumentsPage>
  /** One document's snapshot and the entries after it, or undefined when the space has no such document. */
  readDocument(space: string, document: string): Promise<StoredDocument | undefined>
  /** Cursors only rise; a lower one is ignored (L9). Need not be durable at once. */
  reportCursor(report: ReplicaReport): Promise<void>
  /**
   * All rows of a space, or those of one device, but for removed ones and the guests' one; `online` is false in all (the relay knows).
   * `behind` counts entries beyond the row's cursor that another replica made, also one of the same device.
   */
  devices(space: string, device?: string): Promise<DeviceRow[]>
  /** Removes a device's rows for good (S4). Returns them as they were last, marked as removed. */
  forget(space: string, device: string): Promise<DeviceRow[]>
  /**
   * Makes snapshots, and deletes entries beyond retention (L12). Slow: runs beside appends, not before them. Where a
   * document is damaged the others are folded all the same, and only then it rejects.
   */
  fold(request: FoldRequest): Promise<FoldReport>
  spaces(): Promise<SpaceHead[]>
  /** Calls the listener after each commit, once a space. Returns its unsubscribe. */
  subscribe(listener: (group: CommittedGroup) => void): () => void
  close(): Promise<void>
}

export interface SpaceHead {
  readonly space: string
  readonly epoch: string
  readonly head: Mark
  /** Entries up to here may have been folded into snapshots; 0 when none were. */
  readonly horizon: number
}

export interface Greeting {
  readonly hello: HelloSpace
  readonly device: HelloDevice
  /** What kind of client: `weft`, or an endpoint's own word. */
  readonly kind: string
  /** Wall time, ms. */
  readonly time: number
}

export type Greeted =
  | { readonly ok: true; readonly standing: Standing; readonly space: SpaceHead; readonly held: HeldBatch }
  | { readonly ok: false; readonly error: WeftError }

export interface AppendRequest {
  readonly space: string
  readonly device: string
  readonly replica: string
  readonly batch: number
  readonly chain: Uint8Array
  /** As encodeBatch made it. The log may keep it: not to be written to afterwards. */
  readonly content: Uint8Array
  /** Wall time, ms. */
  readonly time: number
}

export interface BatchReceipt {
  readonly batch: number
  /** Of the batch's last entry; the head when all of it was refused. */
  readonly mark: Mark
  readonly time: number
  readonly refused: readonly RefusedItem[]
}

export type AppendOutcome =
  | { readonly kind: 'appended'; readonly receipt: BatchReceipt }
  /** The same chain hash stands there (B3). */
  | { readonly kind: 'repeated'; readonly receipt: BatchReceipt }
  /** Changed nothing. `expected` is set for batch-out-of-order. */
  | {
      readonly kind: 'refused'
      readonly code:
        | 'replica-rewound'
        | 'replica-replaced'
        | 'replica-removed'
        | 'batch-out-of-order'
        | 'batch-unreadable'
        | 'batch-too-large'
      readonly message: string
      readonly expected?: number
    }

export interface UpdateRequest {
  readonly space: string
  readonly document: string
  /** entryKind.update or entryKind.adoption. */
  readonly kind: number
  readonly edits: number
  /** Yjs v1. The log may keep it: not to be written to afterwards. */
  readonly update: Uint8Array
  /** Wall time, ms. */
  readonly time: number
}

export type UpdateOutcome =
  /** `mark` is that of its entry. */
  | { readonly kind: 'appended'; readonly mark: Mark }
  /** Changed nothing: it has structs that the log holds. Compare with the document as it is now and ask again (F4). */
  | { readonly kind: 'repeats' }
  /** Changed nothing. A guard's code, or another reason of a refused item. */
  | { readonly kind: 'refused'; readonly reason: string }

export interface ReadEntries {
  readonly entries: readonly Entry[]
  /** At the last entry; at `after` when there are none. */
  readonly mark: Mark
  readonly head: Mark
}

export interface DocumentsQuery {
  readonly space: string
  /** Only documents that changed after this position; 0 for all. */
  readonly since: number
  /** Only documents whose id sorts after this one (by UTF-16 code unit); empty for all. */
  readonly after: string
  /** Entries up to here are included. */
  readonly base: number
  readonly limitBytes: number
}

export interface DocumentsPage {
  readonly documents: readonly StoredDocument[]
  /** No document comes after these. */
  readonly done: boolean
  /** Documents that match `since`, whatever `after` is. */
  readonly total: number
}

export interface StoredDocument {
  readonly document: string
  /** Wall time of its last entry up to the base, ms. */
  readonly changedAt: number
  readonly snapshot: Snapshot | null
  /** In order, up to the base: those after the snapshot, and those of kinds that no snapshot covers (L8). */
  readonly entries: readonly Entry[]
}

export interface Snapshot {
  /** Covers exactly the document's entries of known kinds up to here. May be beyond the base that was asked for. */
  readonly position: number
  /** entryKind.update (v1) or entryKind.stateV2. */
  readonly kind: number
  readonly payload: Uint8Array
}

export interface ReplicaReport {
  readonly space: string
  readonly replica: string
  readonly position: number
  readonly waitingEdits: number
  readonly persistent: boolean
  readonly time: number
}

export interface FoldRequest {
  readonly space: string
  /** A document gets a new snapshot when at least this many entries follow its last one. */
  readonly minEntries: number
  /** Entries older than this wall time may go once they are covered; null keeps all. */
  readonly deleteBefore: number | null
}

export interface FoldReport {
  readonly snapshots: number
  readonly deletedEntries: number
  readonly horizon: number
}

export interface CommittedGroup {
  readonly space: string
  /** Became durable together; in order. */
  readonly entries: readonly Entry[]
  /** Before the first and after the last of them. */
  readonly before: Mark
  readonly after: Mark
}

export type LogErrorCode =
  | 'log-full'
  | 'log-damaged'
  | 'log-unavailable'
  | 'log-in-use'
  | 'log-newer'
  | 'log-folded'

/** A log that cannot do what was asked. Thrown as an Error with these fields. */
export class LogError extends Error {
  override readonly name = 'LogError'
  readonly code: LogErrorCode
  /** Where the damage is, if that is what it is. */
  readonly place: { readonly space: string; readonly position: number } | null

  constructor(code: LogErrorCode, message: string, place: LogError['place'] = null) {
    super(message)
    this.code = code
    this.place = place
  }
}
