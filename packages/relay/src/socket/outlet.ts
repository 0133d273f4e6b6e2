// The way out to one device: what may be sent now, and what it costs.

import { encodeFrame, type RelayFrame } from '@weft/protocol'
import type { Counters } from '../core/counters.js'
import type { Connection } from './connection.js'

/** Above this the socket is given nothing more that can wait; what cannot wait still goes out. */
export const bufferBound = 1024 * 1024
/** Beyond this much that nobody is known to have read, likewise: the system holds it, and has only so much. */
export const unansweredBound = bufferBound / 2
/** Presence that is not read keeps entries and receipts waiting behind it: half of that is enough of it. */
export const presenceBound = unansweredBound / 2
/** A device whose socket takes nothing while this much that cannot wait has gathered is cut off. */
export const bufferCeiling = 8 * bufferBound

export interface Outlet {
  readonly connection: Connection
  readonly counters: Counters
  /** Bytes of entries and snapshots frames that the device has room for; below zero by one frame at most (SPEC P8). */
  credit: number
  open: boolean
  /** Called when there may be something to send; set by the session. */
  wake: () => void
}

export const createOutlet = (connection: Connection, counters: Counters): Outlet => ({
  connection,
  counters,
  credit: 0,
  open: true,
  wake: () => {}
})

/** Welcome, receipts, errors, rows and presence: not paid for with credit. */
export function sendFrame(outlet: Outlet, frame: RelayFrame): void {
  if (outlet.open) sendBytes(outlet, encodeFrame(frame))
}

export function sendBytes(outlet: Outlet, bytes: Uint8Array): void {
  if (!outlet.open) return
  if (outlet.connection.bufferedAmount() > bufferCeiling) {
    outlet.connection.close(1013, 'the device reads nothing')
    return
  }
  outlet.connection.send(bytes)
}

/** Presence in two parts, to whoever has room for it. */
export function sendParts({ open, connection }: Outlet, head: Uint8Array, rest: Uint8Array): void {
  if (open) connection.sendParts(head, rest)
}

/** Whether presence may go out now; what is not sent is not kept (SPEC R3). */
export const hasRoomForPresence = (outlet: Outlet): boolean =>
  hasRoom(outlet) && outlet.connection.unansweredAmount() <= presenceBound

/** Whether what can wait (rows) may go out now. */
export const hasRoom = (outlet: Outlet): boolean =>
  outlet.open &&
  outlet.connection.bufferedAmount() <= bufferBound &&
  outlet.connection.unansweredAmount() <= unansweredBound

/** Whether a frame of entries or snapshots may go out now (SPEC P8). */
export const maySend = (outlet: Outlet): boolean => outlet.credit > 0 && hasRoom(outlet)

/** One frame of entries or snapshots. The caller has asked maySend. */
export function sendPaid(outlet: Outlet, bytes: Uint8Array): void {
  outlet.credit -= bytes.length
  outlet.counters.paidFramesSent++
  outlet.connection.send(bytes)
}

/** A device may grant as much as it likes; what is above this is forgotten, so that the sum stays a safe number. */
const creditBound = 2 ** 40

export function addCredit(outlet: Outlet, bytes: number): void {
  outlet.credit = Math.min(creditBound, outlet.credit + bytes)
}
