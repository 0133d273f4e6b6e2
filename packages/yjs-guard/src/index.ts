// The public face of @weft/yjs-guard.

export { type Admission, admitUpdate, type Origin } from './admit-update.js'
export { cutState, type StatePiece } from './cut-state.js'
export { type DocumentClocks, emptyDocumentClocks, type KnownClock } from './document-clocks.js'
export { decodeDocumentClocks, encodeDocumentClocks } from './document-clocks-codec.js'
export { type ClockId, findFork } from './find-fork.js'
export { type ClockNeed, inspectUpdate, type UpdateShape } from './inspect-update.js'
export { joinStructs } from './join-structs.js'
export { defaultGuardLimits, type GuardLimits } from './limits.js'
export type { Checked, GuardCode, Refusal } from './refusal.js'
export { findUndeleted, type StateSummary, summarizeState } from './state-summary.js'
export { type ClockRange, encodeDeletes } from './structs/deletes.js'
