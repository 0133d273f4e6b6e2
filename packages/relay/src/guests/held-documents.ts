// Documents as the log has them, merged once for all guests who ask at the same time, as bytes and never as a Y.Doc (F7).
//
// What was merged last is kept with the entries that came since. A guest that joins is served the one and then the
// others, so that typing costs no merge, and a thousand who join cost one. Least recently used goes first.

import { type StateSummary, summarizeState } from '@weft/yjs-guard'
import * as Y from 'yjs'
import type { Core } from '../core/core.js'
import { isFoldable, mergeDocument, mergeUpdates } from '../log/fold-document.js'
import type { CommittedGroup, StoredDocument } from '../log/port.js'
import { emptyState, type HeldState, holdState } from '../log/subtract-update.js'
import { createRecentEntries } from './recent-entries.js'
import type { TailEntry } from './tail-entry.js'

export interface HeldDocument {
  readonly state: HeldState
  /** The state covers the document's entries up to here. */
  readonly position: number
  /** The document's entries after that, in order. */
  readonly tail: readonly TailEntry[]
  readonly tailBytes: number
}

const vectors = new WeakMap<HeldDocument, Uint8Array>()

/** The state vector of state and tail together, made once for all who ask for it at the same time. */
export function vectorOf(held: HeldDocument): Uint8Array {
  const vector = vectors.get(held) ?? encodeVector(held)
  vectors.set(held, vector)
  return vector
}

function encodeVector({ state, tail }: HeldDocument): Uint8Array {
  const clocks = new Map(state.summary.clocks)
  for (const { update } of tail) {
    for (const [client, clock] of summaryOf(update).clocks) clocks.set(client, clock)
  }
  return Y.encodeStateVector(clocks)
}

/** What is deleted in a document: in its state, and in each entry after that. */
export function* summariesOf({ state, tail }: HeldDocument): Iterable<StateSummary> {
  yield state.summary
  for (const { update } of tail) yield summaryOf(update)
}

const summaries = new WeakMap<Uint8Array, StateSummary>()

function summaryOf(update: Uint8Array): StateSummary {
  const summary = summaries.get(update) ?? summarizeState(update)
  summaries.set(update, summary)
  return summary
}

export interface HeldDocuments {
  /** Rejects with LogError. Of a document that does not exist: an empty one. */
  read(space: string, document: string): Promise<HeldDocument>
  /** The same without a tail. */
  readMerged(space: string, document: string): Promise<HeldDocument>
  /** The next entries after a position; undefined where they were folded, so that only the state has them. */
  readAfter(space: string, document: string, position: number): Promise<readonly TailEntry[] | undefined>
  close(): void
}

/** A longer tail is dropped with its state: whoever asks next reads the log, and nobody may ask. */
const longestTail = 512
/** So is one of more bytes than its state and than this. */
const lightTailBytes = 64 * 1024

/** Entries for guests who lag behind. */
const recentBytes = 16 * 1024 * 1024

interface Slot {
  held: HeldDocument | undefined
  loading: Promise<HeldDocument>
  /** Entries that were committed while the document was being read. */
  readonly early: TailEntry[]
}

export function createHeldDocuments({ log, counters }: Core, boundBytes: number): HeldDocuments {
  const slots = new Map<string, Slot>()
  let total = 0

  const drop = (key: string, slot: Slot): void => {
    if (slots.get(key) !== slot) return
    slots.delete(key)
    total -= slot.held ? sizeOf(slot.held) : 0
  }

  const put = (key: string, slot: Slot, held: HeldDocument): HeldDocument => {
    if (slots.get(key) !== slot) return held
    total += sizeOf(held) - (slot.held ? sizeOf(slot.held) : 0)
    slot.held = held
    slot.loading = Promise.resolve(held)
    for (const [oldest, other] of slots) {
      if (total <= boundBytes) break
      // One that is being read holds nothing yet, and has to hear of what is committed meanwhile.
      if (other !== slot && other.held) drop(oldest, other)
    }
    return held
  }

  const load = async (space: string, document: string, key: string, slot: Slot): Promise<HeldDocument> => {
    counters.logReads++
    const held = toHeld(await log.readDocument(space, document))
    // What was committed since the read began is in it, or was heard of.
    const tail = slot.early.filter(({ position }) => position > held.position)
    return put(key, slot, { ...held, tail, tailBytes: bytesOf(tail) })
  }

  const slotOf = (space: string, document: string): Slot => {
    const key = keyOf(space, document)
    const known = slots.get(key)
    if (known) {
      slots.delete(key)
      slots.set(key, known)
      return known
    }
    const slot: Slot = { held: undefined, early: [], loading: undefined as never }
    slots.set(key, slot)
    slot.loading = load(space, document, key, slot)
    slot.loading.catch(() => drop(key, slot))
    return slot
  }

  const recent = createRecentEntries(
    (space, document) => {
      counters.logReads++
      return log.readDocument(space, document)
    },
    tailOf,
    recentBytes
  )

  const unsubscribe = log.subscribe((group: CommittedGroup) => {
    for (const { document, kind, position, payload } of group.entries) {
      if (payload === null || !isFoldable({ kind })) continue
      const key = keyOf(group.space, document)
      const entry = { position, update: payload }
      recent.committed(key, entry)
      const slot = slots.get(key)
      if (!slot) continue
      if (!slot.held) slot.early.push(entry)
      // The read was ahead of the announcement.
      else if (position <= slot.held.position) continue
      else {
        const tail = [...slot.held.tail, entry]
        const held = { ...slot.held, tail, tailBytes: slot.held.tailBytes + payload.length }
        if (isTailTooLong(held)) drop(key, slot)
        else put(key, slot, held)
      }
    }
  })

  const readMerged = async (space: string, document: string): Promise<HeldDocument> => {
    const slot = slotOf(space, document)
    const loaded = await slot.loading
    // Commits may have come since it was loaded; from here on nothing is awaited.
    const held = slot.held ?? loaded
    const last = held.tail.at(-1)
    if (!last) return held
    const update = mergeUpdates([held.state.update, ...held.tail.map((entry) => entry.update)])
    counters.documentsMerged++
    return put(keyOf(space, document), slot, toMerged(update, last.position))
  }

  return {
    read: (space, document) => slotOf(space, document).loading,
    readMerged,
    readAfter: async (space, document, position) => {
      const key = keyOf(space, document)
      const known = slots.get(key)?.held
      if (known && known.position <= position) return after(known.tail, position)
      return recent.after(key, space, document, position)
    },
    close: unsubscribe
  }

  function toHeld(stored: StoredDocument | undefined): HeldDocument {
    // Bytes of its own: what is encoded for guests is kept as long as the bytes are.
    if (!stored) return toMerged(Uint8Array.from(emptyState.update), 0)
    counters.documentsMerged++
    const position = Math.max(stored.snapshot?.position ?? 0, tailOf(stored).at(-1)?.position ?? 0)
    return toMerged(mergeDocument(stored), position)
  }
}

export const keyOf = (space: string, document: string): string => `${space} ${document}`

function toMerged(update: Uint8Array, position: number): HeldDocument {
  return { state: holdState(update), position, tail: [], tailBytes: 0 }
}

const isTailTooLong = ({ state, tail, tailBytes }: HeldDocument): boolean =>
  tail.length > longestTail || tailBytes > Math.max(lightTailBytes, state.update.length)

const bytesOf = (tail: readonly TailEntry[]): number =>
  tail.reduce((sum, { update }) => sum + update.length, 0)

function tailOf({ entries }: StoredDocument): TailEntry[] {
  return entries.flatMap((entry) =>
    isFoldable(entry) && entry.payload ? [{ position: entry.position, update: entry.payload }] : []
  )
}

const after = (tail: readonly TailEntry[], position: number): TailEntry[] =>
  tail.filter((entry) => entry.position > position)

/** Beside its bytes a state has its summary, its message and the message's frame; an entry has two of these. */
function sizeOf({ state, tail, tailBytes }: HeldDocument): number {
  return 1_024 + 4 * state.update.length + 256 * tail.length + 3 * tailBytes
}
