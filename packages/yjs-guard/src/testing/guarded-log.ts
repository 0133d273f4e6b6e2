// A log of one document behind the guard, with a Y.Doc beside it that shows what each admitted update really does.

import * as Y from 'yjs'
import { admitUpdate, type Origin } from '../admit-update.js'
import { type DocumentClocks, emptyDocumentClocks } from '../document-clocks.js'
import { findFork } from '../find-fork.js'
import { inspectUpdate } from '../inspect-update.js'
import { defaultGuardLimits, type GuardLimits } from '../limits.js'
import { accepted, type Checked, refused } from '../refusal.js'

export interface GuardedLog {
  readonly doc: Y.Doc
  readonly entries: readonly Uint8Array[]
  readonly clocks: DocumentClocks
  /** Whether an entry repeats clocks that the log held before. */
  readonly repeats: boolean
  /** Inspects, admits, compares, appends and applies, as a relay and a device do together. */
  append(update: Uint8Array, author: string, origin?: Origin): Checked<'appended'>
}

export function createGuardedLog(limits: GuardLimits = defaultGuardLimits): GuardedLog {
  const doc = new Y.Doc()
  const entries: Uint8Array[] = []
  let clocks = emptyDocumentClocks
  let repeats = false
  return {
    doc,
    entries,
    get clocks() {
      return clocks
    },
    get repeats() {
      return repeats
    },
    append(update, author, origin = 'edit') {
      const shape = inspectUpdate(update, limits)
      if (!shape.ok) return shape
      const admission = admitUpdate(shape.value, clocks, author, origin, limits)
      if (!admission.ok) return admission
      const { overlaps } = admission.value
      const fork = overlaps.length > 0 ? findFork(update, Y.encodeStateAsUpdate(doc), overlaps) : undefined
      if (fork) return refused('client-id-forked', `at clock ${fork.clock} of client ${fork.client}`)
      clocks = admission.value.clocks
      repeats ||= overlaps.length > 0
      entries.push(update)
      Y.applyUpdate(doc, update)
      return accepted('appended')
    }
  }
}

/** Why the document is not what the guard promises, or undefined. */
export function brokenPromise({ doc, clocks }: Pick<GuardedLog, 'doc' | 'clocks'>): string | undefined {
  if (doc.store.pendingStructs !== null) return 'structs are pending'
  if (doc.store.pendingDs !== null) return 'deletions are pending'
  const vector = Y.decodeStateVector(Y.encodeStateVector(doc))
  if (vector.size !== clocks.clients.size) return 'the document has other clients than the clocks'
  for (const { client, clock } of clocks.clients.values()) {
    if (vector.get(client) !== clock)
      return `client ${client} stands at ${vector.get(client)}, not at ${clock}`
  }
  return undefined
}
