// The fragment of a pairing link: where the relay is, its secret and the space, in a part of the address that browsers
// send to nobody (SPEC A3, N5).

import * as buffer from 'lib0/buffer'
import { isSpaceId } from './ids.js'

export interface PairingLink {
  /** The relay's origin: http, https, ws or wss. */
  readonly relay: string
  /** Empty for a relay that asks for none. */
  readonly secret: string
  readonly space: string
}

const prefix = '#pair='
const mostCharacters = 4096

/** With its `#`: `https://app.example/${pairingFragment(link)}`. */
export function pairingFragment({ relay, secret, space }: PairingLink): string {
  const json = JSON.stringify({ relay, secret, space })
  return prefix + buffer.toBase64UrlEncoded(new TextEncoder().encode(json))
}

/** null for anything but the fragment of a pairing link. What is in it was made by whoever made the link. */
export function parsePairingFragment(hash: string): PairingLink | null {
  if (!hash.startsWith(prefix) || hash.length > mostCharacters) return null
  try {
    const bytes = buffer.fromBase64UrlEncoded(hash.slice(prefix.length))
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isPairingLink(value) ? { relay: value.relay, secret: value.secret, space: value.space } : null
  } catch {
    return null
  }
}

function isPairingLink(value: unknown): value is PairingLink {
  if (typeof value !== 'object' || value === null) return false
  const { relay, secret, space } = value as Record<string, unknown>
  return isRelayOrigin(relay) && typeof secret === 'string' && typeof space === 'string' && isSpaceId(space)
}

/** An origin and nothing else: no path, no user, no script. Throws on what is no address at all. */
function isRelayOrigin(relay: unknown): boolean {
  if (typeof relay !== 'string' || !/^(https?|wss?):\/\/[^/?#@\\\s]+$/.test(relay)) return false
  return new URL(relay).host !== ''
}
