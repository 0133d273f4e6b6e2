// Remembers what was pushed and what was refused of it, so that the log can be asked for it afterwards.

import { type Entry, isSameBytes, parseBatch, parseFrame, type Receipt, sha256 } from '@weft/protocol'

export interface PushLedger {
  sent(bytes: Uint8Array): void
  /** How many items a receipt says were taken; 0 when it is a repeat, or the push is not known. */
  answered(receipt: Receipt): { readonly accepted: number }
  /** What is in the log and was refused, or was accepted and is not there. */
  check(entries: readonly (Entry & { readonly space: string })[]): string[]
}

/** Only batches of one part whose number came once are followed: a receipt does not say which of several it is for. */
export function createPushLedger(): PushLedger {
  /** Payloads by batch; null where they are not known. */
  const pushes = new Map<string, readonly Uint8Array[] | null>()
  const settled = new Map<string, { readonly taken: number; readonly refused: readonly Uint8Array[] }>()
  return {
    sent: (bytes) => {
      const frame = parseFrame(bytes)
      if (!frame.ok || frame.value.type !== 'push') return
      const { space, replica, batch, content, parts } = frame.value
      const key = keyOf(space, replica, batch)
      const items = parts === 1 && !pushes.has(key) ? parseBatch(content) : undefined
      pushes.set(key, items?.ok ? items.value.map(({ payload }) => payload.slice()) : null)
    },
    answered: ({ space, replica, batch, refused }) => {
      const key = keyOf(space, replica, batch)
      const payloads = pushes.get(key)
      if (!payloads || settled.has(key)) return { accepted: 0 }
      const taken = payloads.length - refused.length
      settled.set(key, { taken, refused: refused.flatMap(({ item }) => payloads[item] ?? []) })
      return { accepted: taken }
    },
    check: (entries) => {
      const byBatch = new Map<string, Entry[]>()
      for (const entry of entries) {
        const key = keyOf(entry.space, entry.replica, entry.batch)
        byBatch.set(key, [...(byBatch.get(key) ?? []), entry])
      }
      return [...settled].flatMap(([key, { taken, refused }]) => {
        const logged = byBatch.get(key) ?? []
        if (logged.length !== taken)
          return [`${key}: ${taken} items were taken, and the log has ${logged.length}`]
        const hashes = refused.map((payload) => sha256(payload))
        const isThere = logged.some(({ payloadHash }) =>
          hashes.some((hash) => isSameBytes(hash, payloadHash))
        )
        // The same bytes may stand in a batch twice, once taken and once refused as a repeat of itself.
        return isThere && taken === 0 ? [`${key}: what was refused is in the log`] : []
      })
    }
  }
}

const keyOf = (space: string, replica: string, batch: number): string =>
  `batch ${batch} of ${replica} in ${space}`
