// Whether a hello's token is the relay's secret, compared in a time that does not depend on where they differ.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { WeftError } from '@weft/protocol'

/** undefined when the token opens the relay (SPEC A3). */
export function tokenTrouble(secret: string | null, token: string): WeftError | undefined {
  if (secret === null || isSecret(secret, token)) return undefined
  if (token === '') return { code: 'token-missing', message: 'this relay asks for a secret' }
  return { code: 'token-invalid', message: 'the secret is not the one of this relay' }
}

/** Hashes have one length, so the secret's length leaks neither. */
export const isSecret = (secret: string, token: string): boolean =>
  timingSafeEqual(digest(secret), digest(token))

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
