// What payloads of each kind mean to Yjs, in one place.

import { entryKind } from '@weft/protocol'
import * as Y from 'yjs'

export interface KindPayload {
  readonly kind: number
  readonly payload: Uint8Array
}

/** Whether this version can apply a payload of the kind. Others are kept and passed on (SPEC L8). */
export function isKnownKind(kind: number): boolean {
  return (
    kind === entryKind.update ||
    kind === entryKind.giveBack ||
    kind === entryKind.adoption ||
    kind === entryKind.stateV2
  )
}

export function applyPayload(ydoc: Y.Doc, item: KindPayload, origin: unknown): void {
  if (item.kind === entryKind.stateV2) Y.applyUpdateV2(ydoc, item.payload, origin)
  else if (isKnownKind(item.kind)) Y.applyUpdate(ydoc, item.payload, origin)
}

/** One v1 update with all that the known kinds among `items` hold; undefined when there are none. */
export function mergePayloads(items: readonly KindPayload[]): Uint8Array | undefined {
  const updates = items
    .filter((item) => isKnownKind(item.kind))
    .map((item) =>
      item.kind === entryKind.stateV2 ? Y.convertUpdateFormatV2ToV1(item.payload) : item.payload
    )
  if (updates.length === 0) return undefined
  return updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
}
