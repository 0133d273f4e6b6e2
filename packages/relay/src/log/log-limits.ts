// What a log accepts of a batch: the limits that welcome tells, as far as they are the log's to keep.

import { defaultLimits } from '@weft/protocol'
import { defaultGuardLimits, type GuardLimits } from '@weft/yjs-guard'

export interface LogLimits {
  /** Largest batch, bytes. */
  readonly batchBytes: number
  /** Documents a space may hold. */
  readonly documents: number
  readonly guard: GuardLimits
}

export const defaultLogLimits: LogLimits = {
  batchBytes: defaultLimits.batchBytes,
  documents: defaultLimits.documents,
  guard: defaultGuardLimits
}

/** Saved edits that one item may claim. Generous, and low enough that a log's sums stay whole numbers. */
export const mostEditsOfItem = 1_000_000_000
