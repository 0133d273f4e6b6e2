// What tries the guard: updates that no Yjs would write, updates that were tampered with, and a log that shows what each does.

export { brokenPromise, createGuardedLog, type GuardedLog } from './guarded-log.js'
export { mutate } from './mutations.js'
export { editAtRandom } from './random-edits.js'
export {
  any,
  bytesOf,
  type ClientStructs,
  collected,
  type Deletion,
  deleted,
  embed,
  format,
  item,
  type Lean,
  numbers,
  type Part,
  raw,
  skipped,
  subdocument,
  text,
  type,
  writeUpdate
} from './update-writer.js'
export { type WildWorld, wildUpdate } from './wild-updates.js'
