// Several devices with one document each, in one process: they write apart, and meet when a test says so.

import { createSeededRandom } from '@weft/base/testing'
import * as Y from 'yjs'
import type { ModelTime } from '../candidates/stamp.js'
import type { DocumentDefinition } from '../define-document.js'
import type { TypedDocument } from '../document/typed-document.js'
import type { Fields } from '../fields/field.js'

/** A device's clock that a test moves, and what it knows of the relay's. */
export interface TestTime extends ModelTime {
  set(now: number): void
  /** The relay told its time: this much ahead of the device's. */
  tell(aheadMs: number | null): void
}

export const start = Date.UTC(2026, 0, 1)

export function createTestTime(now = start, ahead: number | null = null): TestTime {
  let present = now
  let aheadMs = ahead
  const listeners = new Set<() => void>()
  return {
    now: () => present,
    relayAheadMs: () => aheadMs,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set: (value) => {
      present = value
    },
    tell: (value) => {
      aheadMs = value
      for (const listener of listeners) listener()
    }
  }
}

export interface Replica<F extends Fields> {
  readonly ydoc: Y.Doc
  readonly time: TestTime
  readonly document: TypedDocument<F>
}

let made = 0

export function createReplica<F extends Fields>(
  definition: DocumentDefinition<F>,
  device: string,
  options: { readonly from?: string; readonly time?: TestTime; readonly ydoc?: Y.Doc } = {}
): Replica<F> {
  const { from, time = createTestTime(), ydoc = new Y.Doc() } = options
  const author = from === undefined ? { device } : { device, from }
  const random = createSeededRandom(++made)
  return { ydoc, time, document: definition.bind(ydoc, { author, time, random }) }
}

/** Everything goes from one to the other. */
export function send(from: { readonly ydoc: Y.Doc }, to: { readonly ydoc: Y.Doc }): void {
  Y.applyUpdate(to.ydoc, Y.encodeStateAsUpdate(from.ydoc, Y.encodeStateVector(to.ydoc)))
}

/** All get what any has. */
export function meet(...replicas: readonly { readonly ydoc: Y.Doc }[]): void {
  for (const from of replicas) for (const to of replicas) if (from !== to) send(from, to)
  for (const from of replicas) for (const to of replicas) if (from !== to) send(from, to)
}
