// The log port and what every log shares: decisions, rows, folding, and the reference log in memory.

export { firstOpaqueKind } from './admit-item.js'
export {
  type AppendContext,
  type AppendDecision,
  type AppendedBatch,
  type AppendedEntries,
  type ChangedDocument,
  decideAppend,
  type HashedEntry
} from './decide-append.js'
export {
  decideGreeting,
  type GreetingContext,
  type GreetingDecision,
  positionsToVerify,
  refuseGreeting
} from './decide-greeting.js'
export { decideUpdate, type UpdateDecision } from './decide-update.js'
export { afterReport, notBehind, toDeviceRow, toRemoved } from './device-row.js'
export {
  changedAtOf,
  type DatedSnapshot,
  type FoldableDocument,
  type FoldableEntry,
  foldDocument,
  isFoldable,
  mergeDocument,
  snapshotToUpdate
} from './fold-document.js'
export { guestId, guestRecord, isGuestId } from './guest.js'
export { type BatchContext, type BatchVerdict, judgeBatch } from './judge-batch.js'
export { defaultLogLimits, type LogLimits, mostEditsOfItem } from './log-limits.js'
export { createMemoryLog, type MemoryLogOptions } from './memory-log.js'
export * from './port.js'
export { type BatchRecord, noBatch, type ReplicaRecord, type SpaceRecord } from './records.js'
export {
  emptyState,
  type HeldState,
  holdState,
  type Remainder,
  subtractUpdate
} from './subtract-update.js'
