// What the log contract is run against.

import type { Log } from '../log/port.js'

export interface LogSubject {
  /** A new empty log. `documents` bounds the documents of a space, `batchBytes` a batch. */
  open(limits?: { readonly documents?: number; readonly batchBytes?: number }): Promise<Log>
  /** Closes the log and opens what it left. None for a log that leaves nothing. */
  readonly reopen: ((log: Log) => Promise<Log>) | null
}
