// The public face of @weft/protocol: frames, their codec, ids, limits, hashes and error codes. No I/O.

export { type BatchItem, encodeBatch, parseBatch } from './batch.js'
export { advanceMark, checkpointEvery, nextBatchChain, nextRunningHash, sha256 } from './chain.js'
export { encodeAwarenessHead, encodeFrame, parseFrame } from './codec.js'
export { encodeDeviceFrame, parseRelayFrame } from './device-codec.js'
export { documentIdToName, nameToDocumentId, roomToDocumentId } from './document-name.js'
export { type Entry, type EntryHeader, entryKind } from './entry.js'
export {
  closeCode,
  closeCodeOf,
  type ErrorCode,
  isErrorCode,
  type Remedy,
  remedyByCode,
  remedyOfClose,
  type WeftError
} from './errors.js'
export {
  type DeviceFrame,
  type Frame,
  protocolVersion,
  type RelayFrame,
  subprotocol,
  type UnreadableFrame
} from './frame.js'
export type { CursorReport } from './frames/cursor.js'
export { type Behind, type DeviceRow, type Devices, readDeviceRow, writeDeviceRow } from './frames/devices.js'
export type { Entries } from './frames/entries.js'
export { readByte, readList, readOptional, writeList, writeOptional } from './frames/fields.js'
export {
  type BatchMark,
  type CatchUpProgress,
  type Hello,
  type HelloDevice,
  type HelloSpace,
  nonceBytes,
  type SchemaVersion,
  type Selection
} from './frames/hello.js'
export type { Push } from './frames/push.js'
export { type Receipt, type RefusedItem, readRefused, writeRefused } from './frames/receipt.js'
export type { AwarenessFrame, Credit, ErrorFrame, Fetch, Forget, Ping, Pong } from './frames/small.js'
export type { SnapshotItem, Snapshots } from './frames/snapshots.js'
export {
  type HeldBatch,
  type Standing,
  standings,
  type Welcome,
  type WelcomeSpace
} from './frames/welcome.js'
export { isDocumentId, isId, isSpaceId } from './ids.js'
export { defaultLimits, type Limits } from './limits.js'
export {
  hashBytes,
  isSameBytes,
  isSameMark,
  type Mark,
  readHash,
  readMark,
  startMark,
  writeMark
} from './mark.js'
export { type PairingLink, pairingFragment, parsePairingFragment } from './pairing.js'
