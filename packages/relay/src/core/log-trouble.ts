// What a device is told when the log cannot do what it asked for.

import type { ErrorCode, WeftError } from '@weft/protocol'
import { LogError } from '../log/port.js'
import type { Core } from './core.js'

/** Devices of a full or failing log come back within this and twice this, not all at once. */
const retryMs = 3_000

/** Anything that is not a LogError is a fault of the program: it is logged, and the device is told to come back. */
export function logTrouble(core: Core, error: unknown, space: string): WeftError {
  const code = troubleCodeOf(error)
  const message = error instanceof LogError ? error.message : 'the relay could not do this'
  const place = error instanceof LogError && error.place ? error.place.position : null
  const kind = error instanceof LogError ? error.code : String(error instanceof Error ? error.stack : error)
  core.logger({
    level: 'error',
    event: 'log-failed',
    fields: { space, code: kind, position: place, message }
  })
  // Damage does not heal by itself (SPEC L5); all else may (L6).
  if (code === 'log-damaged') return { code, message }
  return { code, message, retryAfterMs: Math.round(retryMs * (1 + core.random.float())) }
}

export const troubleCodeOf = (error: unknown): ErrorCode =>
  error instanceof LogError && (error.code === 'log-full' || error.code === 'log-damaged')
    ? error.code
    : 'log-unavailable'
