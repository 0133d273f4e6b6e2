// A guest: one document that a client of another protocol has open, and how far it was served.

import type { WeftError } from '@weft/protocol'
import type { Connection } from '../socket/connection.js'

/** What a client speaks: how each message to it is put into bytes. */
export interface Dialect {
  /** Guests with the same address get the same bytes for the same content, so that it is encoded once for all. */
  readonly address: string
  stepOne(vector: Uint8Array): Uint8Array
  stepTwo(update: Uint8Array): Uint8Array
  update(update: Uint8Array): Uint8Array
  presence(update: Uint8Array): Uint8Array
  /** The same up to the update, of which so many bytes follow. */
  presenceHead(updateBytes: number): Uint8Array
  /** Said of each document before the socket closes, where the protocol has words for it. */
  closing?(error: WeftError): Uint8Array
}

/** Whether the client made an update just now, or tells all that it has beyond a state vector. */
export type Telling = 'update' | 'step-two'

/** What became of an update that a guest sent; told in the guest's own way. */
export interface GuestEvents {
  /** It is on the disk (SPEC F2). `appended` is false when the log held all of it before (SPEC F4). */
  saved(update: Uint8Array, appended: boolean, telling: Telling): void
  /**
   * A guard's code, or `role-forbids`. Nothing of it was applied or sent on (SPEC F3, F6). Without an update: a message
   * that cannot be read.
   */
  refused(reason: string, update?: Uint8Array): void
  /** It leans on what the log lacks: nothing of it was appended, and its client is asked for all that it has (SPEC F5). */
  missing?(update: Uint8Array): void
  /** The log could not do it: the guest has to come again, since its client sends nothing twice by itself. */
  failed(error: WeftError): void
}

export interface Guest {
  readonly space: string
  readonly document: string
  readonly mayWrite: boolean
  /** Whether its client is told at once what the log has; else whenever the client tells what it has. */
  readonly asksFirst: boolean
  readonly connection: Connection
  readonly dialect: Dialect
  readonly events: GuestEvents
  open: boolean
  /** Every entry of the document up to this position was sent; null before the first step 2. */
  sent: number | null
  /** The highest position of an entry that was not sent when it came. */
  missed: number
  /** How many answers and catch-ups are under way for it: what comes meanwhile follows them. */
  serving: number
  /** The state vector that waits for its answer, and whether one is being answered. */
  asked: Uint8Array | undefined
  answering: boolean
  /** Called when what it was sent has left its socket. */
  readonly leaving: (() => void)[]
  /** Updates that have to be compared with the document, one after the other, in the order in which they came. */
  comparing: Promise<void>
  /** Bytes of updates whose fate is not known yet. */
  inFlightBytes: number
  /** Monotonic ms of the last step 1 that asked for what the log lacks, and the end of the wait for the next. */
  askedAt: number
  cancelAsk: (() => void) | undefined
}

export function createGuest(
  who: Pick<Guest, 'space' | 'document' | 'mayWrite' | 'asksFirst' | 'connection' | 'dialect' | 'events'>
): Guest {
  return {
    ...who,
    open: true,
    sent: null,
    missed: 0,
    serving: 0,
    asked: undefined,
    answering: false,
    leaving: [],
    comparing: Promise.resolve(),
    inFlightBytes: 0,
    askedAt: Number.NEGATIVE_INFINITY,
    cancelAsk: undefined
  }
}
