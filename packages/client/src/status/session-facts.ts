// What the leading tab tells the others of a space's session: enough to derive every status, and cloneable.

import type { DeviceRow, ErrorCode } from '@weft/protocol'
import type { SpaceSession } from '../session/space-session.js'

export type SessionFacts =
  | { readonly kind: 'apart' }
  | { readonly kind: 'joining' }
  | {
      readonly kind: 'live'
      /** Wall time, ms. */
      readonly since: number
      /** The highest position the relay told of. */
      readonly head: number
      readonly catchUp: { readonly done: number; readonly total: number } | null
      readonly rowsKnown: boolean
      readonly trouble: {
        readonly code: 'log-full' | 'log-unavailable' | 'log-damaged'
        readonly message: string
        readonly since: number
      } | null
    }
  | { readonly kind: 'closed'; readonly code: ErrorCode; readonly message: string; readonly since: number }

export interface SharedFacts {
  readonly session: SessionFacts
  readonly rows: readonly DeviceRow[]
  /** Wall time of the last word from the relay about the space, ms. */
  readonly provenAt: number | null
}

/** `before` lends its times, so that a state that goes on keeps its beginning. */
export function toSessionFacts(
  session: SpaceSession,
  before: SessionFacts,
  rowsKnown: boolean,
  now: number
): SessionFacts {
  switch (session.phase) {
    case 'apart':
      return { kind: 'apart' }
    case 'preparing':
    case 'greeting':
    case 'renewing':
      return { kind: 'joining' }
    case 'closed': {
      const since = before.kind === 'closed' ? before.since : now
      return { kind: 'closed', code: session.code, message: session.message, since }
    }
    case 'live': {
      const { trouble } = session
      const earlier = before.kind === 'live' ? before : null
      return {
        kind: 'live',
        since: earlier?.since ?? now,
        head: session.head,
        catchUp: session.catchUp,
        rowsKnown,
        trouble: trouble && {
          code:
            trouble.code === 'log-full' || trouble.code === 'log-damaged' ? trouble.code : 'log-unavailable',
          message: trouble.message,
          since: earlier?.trouble?.since ?? now
        }
      }
    }
  }
}
