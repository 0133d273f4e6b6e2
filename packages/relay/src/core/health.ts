// Whether the log can be written: what /healthz says, and what devices are told to wait for.

import type { ErrorCode } from '@weft/protocol'

export interface Health {
  /** The code of the last failed write, until one succeeds again (SPEC L6). */
  failing(): ErrorCode | null
  noteFailure(code: ErrorCode): void
  noteSuccess(): void
}

export function createHealth(): Health {
  let failing: ErrorCode | null = null
  return {
    failing: () => failing,
    noteFailure: (code) => {
      failing = code
    },
    noteSuccess: () => {
      failing = null
    }
  }
}
