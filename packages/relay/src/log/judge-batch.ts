// Decides whether a batch is the next one, a repeat, or none the log can take, before anything of it is looked into.

import { isSameBytes, nextBatchChain } from '@weft/protocol'
import type { AppendOutcome, AppendRequest, BatchReceipt } from './port.js'
import type { BatchRecord, ReplicaRecord } from './records.js'

export interface BatchContext {
  readonly replica: ReplicaRecord | undefined
  /** What the log has under the request's number, if anything. */
  readonly batch: BatchRecord | undefined
  readonly batchBytes: number
}

export type BatchVerdict = { readonly kind: 'next' } | Exclude<AppendOutcome, { kind: 'appended' }>

export function judgeBatch(request: AppendRequest, context: BatchContext): BatchVerdict {
  const { replica } = context
  if (!replica) return refused('replica-removed', 'The log has no row of this replica.')
  // A copy with another device id, or a lie: this replica's numbers are not that device's to use.
  if (replica.device !== request.device) {
    return refused('replica-rewound', 'This replica is another device’s.')
  }
  if (replica.replacedBy !== null) return refused('replica-replaced', 'Another replica took its place.')
  if (replica.removed) return refused('replica-removed', 'This device was removed.')
  const { held } = replica
  if (request.batch >= 1 && request.batch <= held.batch) return judgeRepeat(request, context.batch)
  if (request.batch !== held.batch + 1) {
    const message = `Batch ${request.batch} does not follow batch ${held.batch}.`
    return { kind: 'refused', code: 'batch-out-of-order', message, expected: held.batch + 1 }
  }
  if (request.content.length > context.batchBytes) {
    return refused('batch-too-large', `More than ${context.batchBytes} bytes.`)
  }
  // The chain is computed again, not believed. A replica whose store went back and made another batch of an earlier
  // number is found out by every later batch, also when the earlier one never arrived (SPEC B3).
  if (!isSameBytes(request.chain, nextBatchChain(held.chain, request.batch, request.content))) {
    return refused('replica-rewound', 'The batch does not continue the batches that the log holds.')
  }
  return { kind: 'next' }
}

/**
 * Rows of batches that a hello called acknowledged may be gone. No honest replica sends such a batch again, so one
 * that does lives in a store that went back.
 */
function judgeRepeat(request: AppendRequest, batch: BatchRecord | undefined): BatchVerdict {
  if (!batch || !isSameBytes(batch.chain, request.chain)) {
    return refused('replica-rewound', `The log holds another batch ${request.batch}.`)
  }
  return { kind: 'repeated', receipt: receiptOf(batch) }
}

export function receiptOf({ batch, mark, time, refused }: BatchRecord): BatchReceipt {
  return { batch, mark, time, refused }
}

type RefusalCode = Extract<AppendOutcome, { kind: 'refused' }>['code']

export function refused(code: RefusalCode, message: string): Extract<AppendOutcome, { kind: 'refused' }> {
  return { kind: 'refused', code, message }
}
