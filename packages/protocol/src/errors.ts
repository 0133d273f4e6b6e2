// The closed catalogue of what can go wrong between a device and a relay, and what each failure asks for.

/**
 * What the one who is told should do.
 * - `retry`: come back later, after retryAfterMs if given.
 * - `refresh`: get a fresh token, then come back.
 * - `renew`: the device becomes a new replica and goes on (SPEC E3).
 * - `hold`: nothing; the connection goes on without what was refused.
 * - `stop`: a person or a new version is needed.
 */
export type Remedy = 'retry' | 'refresh' | 'renew' | 'hold' | 'stop'

export const remedyByCode = {
  'frame-unreadable': 'retry',
  'frame-too-large': 'retry',
  'unsupported-frame': 'hold',
  'unsupported-version': 'stop',
  'not-greeted': 'retry',
  'id-invalid': 'hold',
  'rate-exceeded': 'retry',
  'too-many-spaces': 'hold',
  'too-many-documents': 'hold',
  'batch-unreadable': 'hold',
  'batch-too-large': 'hold',
  'batch-out-of-order': 'hold',
  'in-flight-exceeded': 'retry',
  'presence-refused': 'hold',
  'token-missing': 'refresh',
  'token-invalid': 'refresh',
  'token-expired': 'refresh',
  'token-revoked': 'refresh',
  'device-proof-wrong': 'stop',
  'role-forbids': 'hold',
  'replica-rewound': 'renew',
  'replica-replaced': 'renew',
  'replica-removed': 'renew',
  'cursor-ahead': 'renew',
  'log-forked': 'renew',
  'log-rolled-back': 'renew',
  'epoch-changed': 'renew',
  superseded: 'stop',
  'log-full': 'retry',
  'log-damaged': 'stop',
  'log-unavailable': 'retry',
  'relay-stopping': 'retry'
} as const satisfies Record<string, Remedy>

export type ErrorCode = keyof typeof remedyByCode

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(remedyByCode, code)

/** An expected failure. Plain data, so that it crosses threads and the wire. */
export interface WeftError {
  readonly code: ErrorCode
  /** For a log or a developer; screens have words of their own. */
  readonly message: string
  readonly retryAfterMs?: number
}

/** WebSocket close codes: their class alone says what to do, for a peer that does not know the error code. */
export const closeCode = { retry: 4100, refresh: 4200, stop: 4300 } as const

export function closeCodeOf(code: ErrorCode): number {
  const remedy: Remedy = remedyByCode[code]
  return remedy === 'refresh' ? closeCode.refresh : remedy === 'stop' ? closeCode.stop : closeCode.retry
}

/** What a close code asks for; anything unknown, 1006 included, is a lost connection and is tried again. */
export function remedyOfClose(code: number): Remedy {
  if (code >= 4200 && code < 4300) return 'refresh'
  if (code >= 4300 && code < 4400) return 'stop'
  return 'retry'
}
