// Folds a document's entries into a snapshot that covers exactly them (SPEC L12).

import { type Entry, entryKind, isSameBytes } from '@weft/protocol'
import { joinStructs } from '@weft/yjs-guard'
import * as Y from 'yjs'
import { isYjsKind } from './admit-item.js'
import type { Snapshot } from './port.js'

export interface DatedSnapshot extends Snapshot {
  /** Wall time of the last entry it covers, ms. */
  readonly time: number
}

export type FoldableEntry = Pick<Entry, 'position' | 'kind' | 'time' | 'payload'>

/** What the log has of a document: its snapshot, and the entries no snapshot covers. */
export interface FoldableDocument {
  readonly snapshot: DatedSnapshot | null
  readonly entries: readonly FoldableEntry[]
}

/** Entries of kinds this version cannot merge are never covered by a snapshot: they stay entries (SPEC L8). */
export const isFoldable = (entry: { readonly kind: number }): boolean => isYjsKind(entry.kind)

/** A snapshot that covers the document up to its last entry that can be folded; undefined when there is none. */
export function foldDocument(document: FoldableDocument): DatedSnapshot | undefined {
  const last = document.entries.filter(isFoldable).at(-1)
  if (!last) return undefined
  // Merging keeps each keystroke a struct of its own, most of which are references.
  const v1 = joinStructs(mergeDocument(document))
  const v2 = Y.convertUpdateFormatV1ToV2(v1)
  // v2 is for storing only, and only if it gives back these very bytes.
  const isExact = v2.length < v1.length && isSameBytes(Y.convertUpdateFormatV2ToV1(v2), v1)
  const { position, time } = last
  return isExact
    ? { position, time, kind: entryKind.stateV2, payload: v2 }
    : { position, time, kind: entryKind.update, payload: v1 }
}

/** Wall time of the document's last entry among these, ms; undefined when there is nothing. */
export function changedAtOf({ snapshot, entries }: FoldableDocument): number | undefined {
  const last = entries.at(-1)
  // An entry of an unknown kind may be older than the snapshot that could not cover it.
  if (last && last.position > (snapshot?.position ?? 0)) return last.time
  return snapshot?.time
}

/** Everything the log has of the document, as one v1 update. */
export function mergeDocument({
  snapshot,
  entries
}: Pick<FoldableDocument, 'entries'> & { readonly snapshot: Snapshot | null }): Uint8Array {
  const updates = entries.filter(isFoldable).map((entry) => {
    if (entry.payload === null) throw new Error('L12: an entry without its payload cannot be merged')
    return entry.payload
  })
  return mergeUpdates(snapshot ? [snapshotToUpdate(snapshot), ...updates] : updates)
}

export function snapshotToUpdate({ kind, payload }: Snapshot): Uint8Array {
  return kind === entryKind.stateV2 ? Y.convertUpdateFormatV2ToV1(payload) : payload
}

/** Updates merged at once. Yjs's merge gets slower with the square of their number, so many are merged in stages. */
const mergeWidth = 64

export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  let level = [...updates]
  while (level.length > mergeWidth) {
    const merged: Uint8Array[] = []
    for (let at = 0; at < level.length; at += mergeWidth) {
      merged.push(Y.mergeUpdates(level.slice(at, at + mergeWidth)))
    }
    level = merged
  }
  const [first] = level
  return level.length === 1 && first ? first : Y.mergeUpdates(level)
}
