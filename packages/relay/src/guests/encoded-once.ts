// Messages to guests, each encoded once for all who get the same bytes.

import type { Dialect } from './guest.js'

type Kind = keyof Omit<Dialect, 'address' | 'closing' | 'presenceHead'>

/** Held as long as the content is. */
const encoded = new WeakMap<Uint8Array, Map<string, Uint8Array>>()

export function encodeOnce(dialect: Dialect, kind: Kind, content: Uint8Array): Uint8Array {
  const known = encoded.get(content) ?? new Map<string, Uint8Array>()
  encoded.set(content, known)
  const key = `${kind} ${dialect.address}`
  const bytes = known.get(key) ?? dialect[kind](content)
  known.set(key, bytes)
  return bytes
}
