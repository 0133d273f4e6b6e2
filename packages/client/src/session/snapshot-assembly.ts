// Parts of snapshots back into whole payloads, in the order in which they came.

import type { Snapshots } from '@weft/protocol'
import type { ChunkItem } from '../records/chunk-record.js'
import type { SnapshotBatch } from '../replica/store-snapshots.js'

export interface SnapshotAssembly {
  /** Whole items of the frames; parts of an unfinished one are kept for the next call. */
  add(frames: readonly Snapshots[]): SnapshotBatch
}

export function createSnapshotAssembly(): SnapshotAssembly {
  let parts: Uint8Array[] = []
  return {
    add: (frames) => {
      const items: ChunkItem[] = []
      let lastDocument: string | null = null
      for (const frame of frames) {
        for (const item of frame.items) {
          const { document, kind, position, time } = item
          if (item.parts > 1) {
            // A part that does not follow the one before is a broken relay: the cursor does not move past it (L10).
            if (item.part !== parts.length)
              throw new RangeError(`part ${item.part} after ${parts.length} parts`)
            parts.push(item.payload.slice())
            if (parts.length < item.parts) continue
          }
          const payload = item.parts > 1 ? concat(parts) : item.payload
          parts = []
          items.push({ document, kind, position, time, payload })
          if (item.last) lastDocument = document
        }
      }
      const last = frames.at(-1) as Snapshots
      return { base: last.base, items, lastDocument, done: last.done }
    }
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
