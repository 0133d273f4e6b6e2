// Close codes that clients of other protocols heed: 44xx do not come again by yourself, 45xx come again later.

import { type ErrorCode, type Remedy, remedyByCode } from '@weft/protocol'

export const guestCloseCode = {
  badRequest: 4400,
  unauthorized: 4401,
  timeout: 4408,
  retry: 4503,
  tooFast: 4529
} as const

export function guestCloseCodeOf(code: ErrorCode): number {
  if (code === 'rate-exceeded') return guestCloseCode.tooFast
  const remedy: Remedy = remedyByCode[code]
  if (remedy === 'refresh') return guestCloseCode.unauthorized
  return remedy === 'retry' ? guestCloseCode.retry : guestCloseCode.badRequest
}
