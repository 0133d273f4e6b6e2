// What a machine's stores durably hold, as an oracle sees it: read from each transaction that completed.

import type { StoreKey, StoreTable } from '@weft/client'
import { decodeOutboxRow, decodeState, type ReplicaState, stateKey } from '@weft/client/testing'
import * as Y from 'yjs'

export interface Held {
  /** Of a space; undefined while the store is new or was emptied. */
  stateOf(space: string): ReplicaState | undefined
  /** Monotonic ms at which that state was committed. */
  changedAt(space: string): number
  /** How far a Yjs client's clock in a document was ever saved on this machine. */
  savedClock(space: string, document: string, client: number): number
  committed(space: string, records: readonly CommittedRecord[]): void
  /** The store was emptied or is another one. */
  forget(space: string): void
}

export interface CommittedRecord {
  readonly table: StoreTable
  readonly key: StoreKey
  readonly value: Uint8Array
}

export interface SavedEdit {
  readonly space: string
  readonly document: string
  readonly update: Uint8Array
}

/** `saved` hears of each edit that became durable with its outbox entry (D1). */
export function createHeld(saved: (edit: SavedEdit) => void, elapsed: () => number): Held {
  const states = new Map<string, ReplicaState>()
  const changes = new Map<string, number>()
  const clocks = new Map<string, number>()

  const noteRow = (space: string, value: Uint8Array): void => {
    const row = decodeOutboxRow(value)
    if (row.type !== 'edits') return
    for (const { document, place } of row.items) {
      if (!('payload' in place)) continue
      saved({ space, document, update: place.payload })
      for (const [client, clock] of Y.parseUpdateMeta(place.payload).to) {
        const key = keyOf(space, document, client)
        clocks.set(key, Math.max(clock, clocks.get(key) ?? 0))
      }
    }
  }

  return {
    stateOf: (space) => states.get(space),
    changedAt: (space) => changes.get(space) ?? 0,
    savedClock: (space, document, client) => clocks.get(keyOf(space, document, client)) ?? 0,
    committed: (space, records) => {
      for (const { table, key, value } of records) {
        if (table === 'meta' && key === stateKey) {
          states.set(space, decodeState(value))
          changes.set(space, elapsed())
        } else if (table === 'outbox') noteRow(space, value)
      }
    },
    forget: (space) => {
      states.delete(space)
    }
  }
}

const keyOf = (space: string, document: string, client: number): string => `${space} ${document} ${client}`
