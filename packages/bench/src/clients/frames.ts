// What frames of Weft's protocol brought: entries, and documents whose parts are put together.

import { parseFrame } from '@weft/protocol'

export interface Item {
  readonly document: string
  readonly kind: number
  readonly payload: Uint8Array
}

/** In order; own entries, which come without their payload, are left out. */
export function itemsIn(messages: readonly Buffer[]): Item[] {
  const found: Item[] = []
  let parts: Uint8Array[] = []
  for (const message of messages) {
    const frame = parseFrame(message)
    if (!frame.ok) throw new Error(frame.error.message)
    const { value } = frame
    if (value.type === 'entries') {
      for (const { document, kind, payload } of value.entries) {
        if (payload) found.push({ document, kind, payload })
      }
    } else if (value.type === 'snapshots') {
      for (const { document, kind, payload, part, parts: count } of value.items) {
        parts.push(payload)
        if (part < count - 1) continue
        found.push({ document, kind, payload: Buffer.concat(parts) })
        parts = []
      }
    }
  }
  return found
}
