// The guests' replica: under whose name stands what clients without a replica of their own write (SPEC F1).
//
// All guests of a space share it, since each passes on what it heard from others: the tabs of a browser send one
// another's structs. What two of them claim of one clock is compared by content (SPEC F4, G6).

import type { ReplicaRecord } from './records.js'
import { noBatch } from './records.js'

/** Device and replica id of every guest's entries. No device may take it. */
export const guestId = 'guest'

export const isGuestId = (id: string): boolean => id === guestId

export function guestRecord(time: number): ReplicaRecord {
  return {
    ...{ device: guestId, replica: guestId, kind: 'guest', name: '', platform: '', appVersion: '' },
    ...{ schemas: [], selection: { kind: 'all' }, greeting: 0, nonce: new Uint8Array(16), cursor: 0 },
    ...{ held: noBatch, waiting: null, persistent: null, lastSeen: time, replacedBy: null, removed: false }
  }
}
