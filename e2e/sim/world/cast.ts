// Who is in a world: machines with their tabs, guests, a device of a version to come, and the oracle on the wire.

import type { Device, OpenDocument, Space } from '@weft/client'
import type * as Y from 'yjs'
import type { Held } from '../devices/held.js'
import type { Life } from '../devices/life.js'
import type { MachineStores } from '../devices/stores.js'
import type { Place } from '../network/network.js'
import type { Way } from '../network/wire.js'

export interface Machine {
  readonly name: string
  readonly stores: MachineStores
  readonly held: Held
  readonly tabs: SimTab[]
  network: Place['network']
  /** How far its wall clock is off, ms. */
  readonly wall: { offsetMs: number }
  /** Opens a tab; undefined when the store could not be opened, which its person was shown. */
  openTab(): Promise<SimTab | undefined>
  /** All tabs die at once, as when the browser is killed. */
  kill(): void
  /** The machine sleeps: every tab stands still until `wake`. */
  sleep(): void
  wake(): void
}

export interface SimTab {
  readonly machine: Machine
  readonly life: Life
  readonly device: Device
  readonly place: Place
  readonly spaces: ReadonlyMap<string, Space>
  readonly documents: ReadonlyMap<string, TabDocument>
  /** Opens the document if it is not open, and changes something in it. */
  edit(space: string, document: string): Promise<void>
  open(space: string, document: string): Promise<TabDocument>
  freeze(): void
  thaw(): void
  kill(): void
}

export interface TabDocument {
  readonly space: string
  readonly opened: OpenDocument
  /** What was edited in this tab and not yet seen to be where a screen said it is. */
  readonly unproven: Uint8Array[]
}

export interface GuestClient {
  readonly space: string
  readonly document: string
  readonly place: Place & { network: Place['network'] }
  readonly ydoc: Y.Doc
  readonly isConnected: boolean
  /** Updates of its own that came back, which the relay thereby called durable. */
  readonly echoed: readonly Uint8Array[]
  edit(): void
}

export interface NextVersionDevice {
  readonly place: Place & { network: Place['network'] }
  /** Its id. */
  readonly device: string
  readonly space: string
  /** Where it writes. */
  readonly document: string
  /** Puts an entry of an unknown kind into the log, once it is connected. */
  write(): void
  /** Payloads of such entries that the relay has acknowledged. */
  readonly acknowledged: ReadonlySet<string>
}

export interface WireOracle {
  (way: Way, place: Place, bytes: Uint8Array): void
  /** Marks that were told are of a log that is gone. */
  forget(): void
  /** Running hashes that were told to anybody, by space and position. */
  readonly told: ReadonlyMap<string, Uint8Array>
}
