// A record of the relay's journal on its disk.

import type { Operation } from './operation.js'

export interface DiskRecord {
  bytes: Uint8Array
  /** What was written, whatever became of the bytes. */
  readonly operation: Operation
  synced: boolean
}
