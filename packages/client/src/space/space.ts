// A space as an embedder sees it: its documents, and the truth about where its edits are.

import type { Signal } from '@weft/base'
import type * as Y from 'yjs'
import type { GivenDoc, OpenDocument } from '../document/document.js'
import type { JournalLine } from '../status/journal.js'
import type { DeviceStatus, DocumentStatus, SpaceStatus } from '../status/status.js'
import type { Persistence } from '../store/port.js'

export interface SpaceOptions<Summary> {
  /**
   * What a list shows of a document that is not open. `of` is run when content has changed, away from the typing path,
   * and its JSON result is kept in the store. Raise `version` when `of` changes.
   */
  readonly summary?: SummaryOption<Summary>
}

export interface SummaryOption<Summary> {
  readonly version: number
  readonly of:
    | ((ydoc: Y.Doc) => Summary | null)
    /** Asked for once, when the first summary is due: so that what it needs is not in the way of the first screen. */
    | { readonly load: () => Promise<(ydoc: Y.Doc) => Summary | null> }
}

export interface Space<Summary = null> {
  readonly name: string
  /** Every document of the space with its summary; null while it has not been computed. Unordered. */
  readonly documents: Signal<readonly DocumentListItem<Summary>[]>
  /**
   * Loads a document, or starts an empty one under a new id. Rejects with StoreError or DocumentError; never
   * opens empty what is not (D4). With a Y.Doc that is given, that one is filled and followed, and what it holds already
   * is kept (F12).
   */
  openDocument(id: string, given?: GivenDoc): Promise<OpenDocument>
  /**
   * Takes content in that lived elsewhere: a Yjs v1 update of a document's whole state, up to 8 MiB of what the document
   * lacks. Resolves when it is saved; open documents have it then. What the document holds already is not saved again,
   * so the same history may be adopted twice, and on several devices (F10). Rejects with DocumentError for bytes that
   * are no sound update, have gaps, or do not agree with the document, and with StoreError; nothing is stored then.
   */
  adopt(document: string, update: Uint8Array): Promise<Adopted>
  /** Whether all is saved, sent and on every device; the five states of S7 to S11. */
  readonly status: Signal<SpaceStatus>
  /** The same for one document. */
  documentStatus(id: string): Signal<DocumentStatus>
  /** This device first, then the others, by name. */
  readonly devices: Signal<readonly DeviceStatus[]>
  /** Removes another device's row (a lost or wiped device). Rejects when not connected. */
  forgetDevice(device: string): Promise<void>
  /** What the relay refused or what could not be read, waiting for a decision. */
  readonly setAside: Signal<readonly SetAsideItem[]>
  /** Drops what was set aside for a document and rebuilds it from what the log holds (B5). */
  discardSetAside(document: string): Promise<void>
  /** Pushes the whole document again as a give-back, with what was set aside in it; later edits get a fresh client id. */
  retrySetAside(document: string): Promise<void>
  /** The sync log, newest first (S13). */
  journal(limit?: number): Promise<readonly JournalLine[]>
  /** Whether the platform promised to keep this store; asked for by itself after the first saved edit. */
  readonly persistence: Signal<Persistence>
  /** Asks for that promise again, at a person's wish. */
  askPersistence(): Promise<Persistence>
  /** Writes what is unsaved now, and pushes; resolves when it is saved. */
  flush(): Promise<void>
  /** Idempotent. */
  close(): Promise<void>
}

/** `already-held`: the document had all of it, structs and deletions, and nothing was saved. */
export type Adopted = 'adopted' | 'already-held'

export interface DocumentListItem<Summary> {
  readonly id: string
  readonly summary: Summary | null
  /** Wall time of the newest edit known here, ms. */
  readonly changedAt: number
}

export interface SetAsideItem {
  readonly document: string
  /** A guard or error code, or `unreadable` for a record of the store. */
  readonly reason: string
  readonly edits: number
  readonly time: number
}
