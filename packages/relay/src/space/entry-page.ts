// A stretch of a log as frames, each encoded once for all receivers that stand before it (SPEC L2, L7).
//
// An entries frame never exceeds what welcome names as frameBytes, with one exception: an entry whose payload is larger
// travels alone in a frame of up to batchBytes and its header. The limit is on what devices send; a device must take
// entries frames of up to batchBytes + 4 KiB.

import { advanceMark, type Entry, encodeFrame, type Mark } from '@weft/protocol'
import type { Counters } from '../core/counters.js'

/** Content of a frame: large enough to be cheap, small enough that a device's credit and store move steadily. */
export const pageBytes = 256 * 1024

export interface EntryFrame {
  readonly bytes: Uint8Array
  readonly after: Mark
}

export interface EntryPage {
  readonly before: Mark
  readonly after: Mark
  readonly entries: readonly Entry[]
  readonly sizeBytes: number
  /** Frames for a receiver; a replica's own entries are headers without payload for it. */
  framesFor(replica: string): readonly EntryFrame[]
}

export interface EntryPageContent {
  readonly space: string
  /** In order and without a gap from `before` to `after`; at least one. */
  readonly entries: readonly Entry[]
  readonly before: Mark
  readonly after: Mark
}

export function createEntryPage(content: EntryPageContent, counters: Counters): EntryPage {
  const authors = new Set(content.entries.map((entry) => entry.replica))
  const framesByAuthor = new Map<string, readonly EntryFrame[]>()
  let common: readonly EntryFrame[] | undefined
  return {
    before: content.before,
    after: content.after,
    entries: content.entries,
    // Entries and their encoded form both stay in memory.
    sizeBytes: content.entries.reduce((sum, entry) => sum + 2 * weightOf(entry), 0),
    framesFor: (replica) => {
      if (!authors.has(replica)) {
        common ??= encodePage(content, content.entries, counters)
        return common
      }
      const known = framesByAuthor.get(replica)
      if (known) return known
      const entries = content.entries.map((entry) =>
        entry.replica === replica ? { ...entry, payload: null } : entry
      )
      const frames = encodePage(content, entries, counters)
      framesByAuthor.set(replica, frames)
      return frames
    }
  }
}

function encodePage(content: EntryPageContent, entries: readonly Entry[], counters: Counters): EntryFrame[] {
  const { space } = content
  const frames: EntryFrame[] = []
  let mark = content.before
  for (let start = 0; start < entries.length; ) {
    const end = endOfFrame(entries, start)
    const slice = start === 0 && end === entries.length ? entries : entries.slice(start, end)
    mark = end === entries.length ? content.after : advanceMark(mark, slice)
    counters.framesEncoded++
    frames.push({
      bytes: encodeFrame({ type: 'entries', space, entries: slice, hash: mark.hash }),
      after: mark
    })
    start = end
  }
  return frames
}

/** At least one entry, then as many as stay below a page. */
function endOfFrame(entries: readonly Entry[], start: number): number {
  let bytes = 0
  let end = start
  for (; end < entries.length; end++) {
    bytes += weightOf(entries[end] as Entry)
    if (bytes > pageBytes && end > start) break
  }
  return end
}

/** An upper bound of the entry's share of a frame: ids, numbers and hash beside the payload. */
function weightOf(entry: Entry): number {
  const ids = entry.document.length + entry.device.length + entry.replica.length
  return 96 + ids + (entry.payload?.length ?? 0)
}
