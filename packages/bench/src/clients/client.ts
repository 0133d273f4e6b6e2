// A lean client: it speaks a server's protocol, keeps what arrives as it came, and applies none of it.

import type { Scope } from '@weft/base'
import type { Mark } from '@weft/protocol'

export interface ClientOptions {
  /** Ends the client when it closes, before the server that was started in it. */
  readonly scope?: Scope
  /** The server's origin. */
  readonly url: string
  readonly document: string
  /** Where the server knows spaces; `bench` by default. */
  readonly space?: string
  /** Of its own among the clients of a run. */
  readonly name: string
  /** It was here before, and comes back with what it held. */
  readonly back?: Held
  /** Each message with content, as it came. Nothing is read of it here: that would be the client's time, not the server's. */
  readonly onContent?: (message: Buffer) => void
  /** The server ended the connection. Without it, the process ends with an error: nothing more would ever come. */
  readonly onClosed?: (code: number) => void
  /** How many of its updates are stored, by the server's word. Never called by servers that have no such word. */
  readonly onStored?: (updates: number) => void
}

/** What a client took along when it left. */
export interface Held {
  /** The document, as an update. */
  readonly state: Uint8Array
  readonly place: Place | undefined
}

/** How far a device of Weft's protocol had come; others compare state vectors. */
export interface Place {
  readonly epoch: string
  readonly mark: Mark
  readonly greeting: number
  /** The last batch it made. It has no more to send when it comes back: all were acknowledged. */
  readonly made: HeldBatch
}

/** A batch's number, and its chain hash. */
export interface HeldBatch {
  readonly batch: number
  readonly chain: Uint8Array
}

export interface Client {
  /** Updates in order: of its document, or of another where the protocol has many on a connection. */
  send(updates: readonly Uint8Array[], document?: string): void
  /** Wire bytes so far, with all that WebSocket adds. */
  bytes(): { readonly in: number; readonly out: number }
  /** How far it has come: where it stood when it was welcomed, or what it has read since, and what it has made. */
  readonly place: Place | undefined
  close(): void
}
