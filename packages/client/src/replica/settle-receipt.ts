// A receipt into the store: the batch counts as relayed, and what was refused of it is set aside.

import { parseBatch, type Receipt } from '@weft/protocol'
import type { SentBatch } from '../records/sent-record.js'
import type { Draft } from './draft.js'

export interface Settled {
  readonly batch: number
  readonly edits: number
  readonly documents: number
  readonly refused: readonly { readonly document: string; readonly reason: string }[]
}

/** Undefined when the receipt is for another replica, an unknown batch, or one that is settled already. */
export async function settleReceipt(draft: Draft, receipt: Receipt): Promise<Settled | undefined> {
  if (receipt.replica !== draft.state.replica) return undefined
  const sent = draft.sent.find((batch) => batch.batch === receipt.batch)
  if (!sent || sent.acknowledgedAt !== null) return undefined
  const refused = refusedOf(receipt, sent)
  if (refused.length > 0) await setAside(draft, sent, refused, receipt.time)
  const refusedItems = new Set(refused.map((item) => item.item))
  const hasEntries = sent.items.some((_, index) => !refusedItems.has(index))
  const acknowledged: SentBatch = {
    ...sent,
    // An own entry is awaited up to this position; when all was refused there is none.
    acknowledgedAt: hasEntries ? receipt.position : 0,
    items: sent.items.filter((_, index) => !refusedItems.has(index))
  }
  draft.sent = draft.sent.map((batch) => (batch === sent ? acknowledged : batch))
  draft.patch({ acknowledged: Math.max(draft.state.acknowledged, receipt.batch) })
  if (receipt.position > draft.state.highest.position) {
    draft.patch({ highest: { position: receipt.position, hash: receipt.hash.slice() } })
  }
  dropPassed(draft)
  return {
    batch: receipt.batch,
    edits: acknowledged.items.reduce((sum, item) => sum + item.edits, 0),
    documents: new Set(acknowledged.items.map((item) => item.document)).size,
    refused
  }
}

/** Each item once, and under the document that this store pushed it for, whatever the relay calls it. */
function refusedOf(receipt: Receipt, sent: SentBatch): Receipt['refused'] {
  const byItem = new Map(receipt.refused.map((one) => [one.item, one]))
  return [...byItem.values()].flatMap((one) => {
    const item = sent.items[one.item]
    return item ? { ...one, document: item.document } : []
  })
}

/** Batches whose receipt is here and whose own entries the cursor has passed are done with. */
export function dropPassed(draft: Draft): void {
  const passed = draft.sent.filter(
    (batch) => batch.acknowledgedAt !== null && batch.acknowledgedAt <= draft.state.cursor.position
  )
  if (passed.length === 0) return
  for (const batch of passed) draft.deleteBatch(batch.batch)
  draft.sent = draft.sent.filter((batch) => !passed.includes(batch))
}

async function setAside(
  draft: Draft,
  sent: SentBatch,
  refused: Receipt['refused'],
  time: number
): Promise<void> {
  const content = await draft.tx.get('batches', sent.batch)
  const items = content ? parseBatch(content) : undefined
  for (const { item: index, document, reason } of refused) {
    const item = items?.ok ? items.value[index] : undefined
    draft.putSetAside({
      document,
      kind: item?.kind ?? 0,
      edits: item?.edits ?? sent.items[index]?.edits ?? 1,
      reason,
      time,
      payload: item?.payload ?? new Uint8Array()
    })
  }
}
