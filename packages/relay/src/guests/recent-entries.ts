// Entries of documents whose guests lag behind, read from the log once for all of them and kept while they catch up (F7).

import type { Log, StoredDocument } from '../log/port.js'
import type { TailEntry } from './tail-entry.js'

export interface RecentEntries {
  /**
   * The next entries after a position, some at least; none where the log has none. Undefined where they were folded away.
   * Rejects with LogError.
   */
  after(
    key: string,
    space: string,
    document: string,
    position: number
  ): Promise<readonly TailEntry[] | undefined>
  /** Call for every entry that is committed. */
  committed(key: string, entry: TailEntry): void
}

/** As many as a guest is given at once. */
const mostAtOnce = 64

/** What a slot and an entry take in memory beside an entry's bytes. */
const slotBytes = 512
const entryBytes = 128

interface Slot {
  /** Everything after `from`, in order; undefined while it is being read. */
  entries: TailEntry[] | undefined
  from: number
  bytes: number
  /** Committed while it was being read. */
  readonly early: TailEntry[]
  loading: Promise<Slot>
}

/** `entriesOf` gives a document's entries after its snapshot. */
export function createRecentEntries(
  read: Log['readDocument'],
  entriesOf: (stored: StoredDocument) => TailEntry[],
  boundBytes: number
): RecentEntries {
  const slots = new Map<string, Slot>()
  let total = 0
  /** One document is read at a time: many guests of many documents may lag. */
  let reading: Promise<unknown> = Promise.resolve()

  const drop = (key: string, slot: Slot): void => {
    if (slots.get(key) !== slot) return
    slots.delete(key)
    total -= slot.bytes
  }

  const keepBound = (newest: Slot): void => {
    for (const [key, slot] of slots) {
      if (total <= boundBytes) return
      if (slot !== newest && slot.entries) drop(key, slot)
    }
  }

  const load = async (key: string, space: string, document: string, slot: Slot): Promise<Slot> => {
    const stored = await read(space, document)
    const found = stored ? entriesOf(stored) : []
    const last = found.at(-1)?.position ?? 0
    slot.from = stored?.snapshot?.position ?? 0
    slot.entries = [...found, ...slot.early.filter(({ position }) => position > last)]
    slot.bytes = slot.entries.reduce((sum, entry) => sum + sizeOf(entry), slotBytes)
    if (slots.get(key) === slot) total += slot.bytes
    // More than may be kept serves those who wait for it now, and is let go with them.
    if (slot.bytes > boundBytes) drop(key, slot)
    keepBound(slot)
    return slot
  }

  const slotOf = (key: string, space: string, document: string): Slot => {
    const known = slots.get(key)
    if (known) {
      slots.delete(key)
      slots.set(key, known)
      return known
    }
    const slot: Slot = { entries: undefined, from: 0, bytes: 0, early: [], loading: undefined as never }
    slots.set(key, slot)
    slot.loading = reading.then(() => load(key, space, document, slot))
    reading = slot.loading.catch(() => drop(key, slot))
    return slot
  }

  return {
    after: async (key, space, document, position) => {
      const slot = await slotOf(key, space, document).loading
      if (position < slot.from) return undefined
      const entries = slot.entries as TailEntry[]
      const first = firstAfter(entries, position)
      return entries.slice(first, first + mostAtOnce)
    },
    committed: (key, entry) => {
      const slot = slots.get(key)
      if (!slot) return
      if (!slot.entries) slot.early.push(entry)
      else if (entry.position > (slot.entries.at(-1)?.position ?? slot.from)) {
        slot.entries.push(entry)
        slot.bytes += sizeOf(entry)
        total += sizeOf(entry)
        if (slot.bytes > boundBytes) drop(key, slot)
        keepBound(slot)
      }
    }
  }
}

const sizeOf = ({ update }: TailEntry): number => entryBytes + update.length

function firstAfter(entries: readonly TailEntry[], position: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((entries[middle] as TailEntry).position <= position) low = middle + 1
    else high = middle
  }
  return low
}
