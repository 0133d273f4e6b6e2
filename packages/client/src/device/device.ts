// A device as an embedder sees it: an installation with an identity, one connection to a relay, and spaces.

import type { Clock, Random, Signal } from '@weft/base'
import type { SchemaVersion } from '@weft/protocol'
import type { Metered, Network, Networks } from '../network/port.js'
import type { LinkState } from '../session/link-state.js'
import type { Transport } from '../session/transport.js'
import type { Space, SpaceOptions } from '../space/space.js'
import type { StoreProvider } from '../store/port.js'
import type { Tabs } from '../tabs/port.js'
import type { DeviceTime } from './device-time.js'

export interface DeviceOptions {
  /** Where spaces are kept: `indexeddbStores()`, `sqliteStores({ folder })` or `createMemoryStores()`. */
  readonly stores: StoreProvider
  /** What a person calls this device, at its first opening; later `rename` changes it. */
  readonly name?: string
  /** For the devices view, such as "Firefox on Linux". */
  readonly platform?: string
  readonly appVersion?: string
  /** The schemas that the app knows, for the devices view of every device. */
  readonly schemas?: readonly SchemaVersion[]
  /** None: work without a relay; `connect` adds one later with nothing lost. */
  readonly relay?: RelayAddress
  /** Default: `browserTabs()` where there is a document, else alone. */
  readonly tabs?: Tabs
  /** Default: the platform's WebSocket. */
  readonly transport?: Transport
  /** Default: what the browser tells of the network; elsewhere nothing is known of it. */
  readonly network?: Network
  readonly clock?: Clock
  readonly random?: Random
}

export interface RelayAddress {
  /** http(s) or ws(s) origin, such as `http://127.0.0.1:7420`. */
  readonly url: string
  /** The shared secret or a token, if the relay asks for one. */
  readonly token?: string
}

export interface Device {
  readonly id: string
  readonly name: Signal<string>
  rename(name: string): Promise<void>
  /** The relay in use; kept in the device's store, the same for all tabs. */
  readonly relay: Signal<RelayAddress | null>
  connect(relay: RelayAddress): Promise<void>
  /** Forgets the relay; what waits stays in the outbox. */
  disconnect(): Promise<void>
  /** Which networks it may connect over; kept in the device's store, the same for all tabs. At first `any`. */
  readonly networks: Signal<Networks>
  /** With `unmetered` it lets go of a metered network and waits for another (S9). Rejects with StoreError. */
  allowNetworks(networks: Networks): Promise<void>
  /** Of the network it is on now. */
  readonly metered: Signal<Metered>
  readonly link: Signal<LinkState>
  /** This device's clock beside the relay's. */
  readonly time: DeviceTime
  /** Tries at once, whatever the backoff says, and over a metered network too, until the network is another. */
  retry(): void
  /** Opens a space; the same object for the same name until it is closed. Rejects with StoreError. */
  openSpace<Summary = null>(name: string, options?: SpaceOptions<Summary>): Promise<Space<Summary>>
  /** Closes spaces, saves what can be saved, leaves the relay. Idempotent. */
  close(): Promise<void>
}

/** What an embedder asked of a device that cannot be. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'
  readonly code:
    | 'id-invalid'
    | 'name-empty'
    | 'options-invalid'
    | 'relay-address-invalid'
    | 'device-closed'
    | 'not-connected'
    /** This platform has no WebSocket (Node before 22): hand in `webSocketTransport(WebSocket)` with that of `ws`. */
    | 'transport-missing'
    /** Two front doors over the same stores name different relays. */
    | 'relay-differs'

  constructor(code: DeviceError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
