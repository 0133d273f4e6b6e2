// The link that adds a device: the relay's address as other machines reach it, and its secret in the fragment.

import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'
import { pairingFragment } from '@weft/protocol'
import type { Listening } from '@weft/relay'

/** The space that the notes app keeps its notes in. */
const notesSpace = 'notes'

export const pairingLink = (relay: string, secret: string): string =>
  `${relay}/${pairingFragment({ relay, secret, space: notesSpace })}`

/** One link; one for each address of this machine when the relay listens on all of them. */
export function pairingLinks({ url, host, port }: Listening, secret: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [pairingLink(url, secret)]
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const reachable = found.filter(isReachable).map(({ address }) => address)
  const addresses = reachable.length > 0 ? reachable : ['127.0.0.1']
  return addresses.map((address) => pairingLink(`http://${address}:${port}`, secret))
}

const isReachable = ({ family, internal }: NetworkInterfaceInfo): boolean => family === 'IPv4' && !internal
