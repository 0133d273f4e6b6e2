// What a token lets its bearer do.

import type { WeftError } from '@weft/protocol'
import { isSecret } from './secret.js'

export type Role = 'editor' | 'reader'

export interface Secrets {
  /** Opens everything; null: whoever reaches the relay may write (loopback, SPEC A1). */
  readonly secret: string | null
  /** Opens what is there for reading, at the endpoints of other Yjs clients. */
  readonly readSecret: string | null
}

export type Grant = { readonly role: Role } | { readonly error: WeftError }

/** For guests: the client of another protocol that shows `token`, '' when it shows none. */
export function grantOf({ secret, readSecret }: Secrets, token: string): Grant {
  if (readSecret !== null && isSecret(readSecret, token)) return { role: 'reader' }
  if (secret === null) return { role: 'editor' }
  if (token === '') return { error: { code: 'token-missing', message: 'this relay asks for a secret' } }
  if (isSecret(secret, token)) return { role: 'editor' }
  return { error: { code: 'token-invalid', message: 'the secret is not one of this relay' } }
}
