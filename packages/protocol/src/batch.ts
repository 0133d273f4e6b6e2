// A batch's content: the updates a replica pushes at once, as bytes that are fixed before the first send.

import { fail, ok, type Result } from '@weft/base'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export interface BatchItem {
  readonly document: string
  /** See entryKind; stateV2 is refused in a batch. */
  readonly kind: number
  /** Saved edits merged into the payload; at least 1. */
  readonly edits: number
  readonly payload: Uint8Array
}

export function encodeBatch(items: readonly BatchItem[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, items.length)
  for (const item of items) {
    encoding.writeVarString(encoder, item.document)
    encoding.writeVarUint(encoder, item.kind)
    encoding.writeVarUint(encoder, item.edits)
    encoding.writeVarUint8Array(encoder, item.payload)
  }
  return encoding.toUint8Array(encoder)
}

/** Fails on bytes that are cut, or that hold an item without a document or edits. Payloads are views of `content`. */
export function parseBatch(content: Uint8Array): Result<BatchItem[], 'batch-unreadable'> {
  try {
    const decoder = decoding.createDecoder(content)
    const items: BatchItem[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const document = decoding.readVarString(decoder)
      const kind = decoding.readVarUint(decoder)
      const edits = decoding.readVarUint(decoder)
      const payload = decoding.readVarUint8Array(decoder)
      if (edits < 1) return fail('batch-unreadable')
      items.push({ document, kind, edits, payload })
    }
    return ok(items)
  } catch {
    return fail('batch-unreadable')
  }
}
