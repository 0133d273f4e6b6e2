// Pairing links: what they say, and whether another device could reach what they name.

import { type PairingLink, pairingFragment, parsePairingFragment } from '@weft/protocol'
import { spaceName } from '../app/space-name.js'

/** The page's own origin serves the app; the fragment says where the relay is. */
export const linkTo = (appOrigin: string, link: Omit<PairingLink, 'space'>): string =>
  `${appOrigin}/${pairingFragment({ ...link, space: spaceName })}`

/** From a whole link or from its fragment alone; null when it is neither, or of another app's space. */
export function readLink(text: string): PairingLink | null {
  const at = text.indexOf('#pair=')
  if (at < 0) return null
  const parsed = parsePairingFragment(text.slice(at).trim())
  return parsed && parsed.space === spaceName ? parsed : null
}

/** What this means is another machine on every machine. */
export function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url)
    return (
      hostname === 'localhost' ||
      hostname.endsWith('.localhost') ||
      hostname === '[::1]' ||
      /^127\./.test(hostname)
    )
  } catch {
    return false
  }
}

export function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}
