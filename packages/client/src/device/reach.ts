// How a relay is named and reached: its address as it is stored, and the transport of this platform.

import type { Transport } from '../session/transport.js'
import { webSocketTransport } from '../session/websocket-transport.js'
import { DeviceError, type RelayAddress } from './device.js'

/** The platform's WebSocket, where it has one. */
export function platformTransport(): Transport | undefined {
  return typeof globalThis.WebSocket === 'function' ? webSocketTransport() : undefined
}

export function assertTransport(transport: Transport | undefined): void {
  if (transport) return
  throw new DeviceError(
    'transport-missing',
    'no WebSocket here: give openDevice a transport, as with that of ws'
  )
}

/** For a relay that was set where there was a transport, in a process that has none: nobody answers. */
export const nowhere: Transport = {
  connect: (_url, events) => {
    queueMicrotask(() => events.closed(1006, 'no transport'))
    return { send: () => undefined, bufferedBytes: () => 0, close: () => undefined }
  }
}

export function toStored(address: RelayAddress): { url: string; token: string } {
  try {
    const { protocol, origin, host, pathname } = new URL(address.url)
    if (!/^(https?|wss?):$/.test(protocol)) throw new TypeError(protocol)
    // It would be dropped in silence: what answers at the origin is another server, or none.
    if (pathname !== '/') throw new TypeError(`a relay has no path, and this address has ${pathname}`)
    // URL has no origin for ws addresses in some engines.
    return { url: origin === 'null' ? `${protocol}//${host}` : origin, token: address.token ?? '' }
  } catch (cause) {
    throw new DeviceError('relay-address-invalid', `not a relay's address: ${address.url}`, { cause })
  }
}

export function toAddress(
  stored: { readonly url: string; readonly token: string } | null
): RelayAddress | null {
  if (!stored) return null
  return stored.token === '' ? { url: stored.url } : stored
}

export function isSameAddress(a: RelayAddress | null, b: RelayAddress | null): boolean {
  return a?.url === b?.url && (a?.token ?? '') === (b?.token ?? '')
}

/** What a session needs of an address. */
export const toPairing = (address: RelayAddress | null): { url: string; token: string } | null =>
  address && { url: address.url, token: address.token ?? '' }
