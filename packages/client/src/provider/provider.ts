// The one-document front door as an embedder sees it: what it takes, and what it tells.

import type { Clock, Random } from '@weft/base'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Transport } from '../session/transport.js'
import type { StoreProvider } from '../store/port.js'
import type { Tabs } from '../tabs/port.js'
import type { ProviderStatus } from './provider-status.js'

export interface WeftProviderOptions {
  /** `indexeddbStores()`, `sqliteStores({ folder })` or `createMemoryStores()`. One device stands for each. */
  readonly stores: StoreProvider
  /** The relay: an http(s) or ws(s) origin, such as `ws://127.0.0.1:7420`. */
  readonly url: string
  readonly space: string
  readonly document: string
  /** It is filled and followed; it is never destroyed or swapped. */
  readonly doc: Y.Doc
  /** The shared secret or a token, if the relay asks for one. The last one given counts for the whole device. */
  readonly token?: string
  /** Made over `doc` if none is given. */
  readonly awareness?: Awareness
  /** False: saves on this device until `connect()`. */
  readonly connect?: boolean
  /** What a person calls this device. As all that follows it counts when the first provider opens the device. */
  readonly name?: string
  readonly platform?: string
  readonly appVersion?: string
  readonly transport?: Transport
  readonly tabs?: Tabs
  readonly clock?: Clock
  readonly random?: Random
}

/** Facts of the document, by name. */
export interface ProviderEvents {
  status: ProviderStatus
  /** What the store has of the document is in the Y.Doc. */
  loaded: undefined
  /** Whether all that the relay has is here too. Also told as `sync`. */
  synced: boolean
  sync: boolean
  /** The Y.Doc goes on under another client id. */
  renewed: undefined
  /**
   * The document was made anew from the log, without what was set aside. The Y.Doc still has that, so it is let go:
   * what is written in it is not saved any more. Make a new Y.Doc and a new provider.
   */
  rebuilt: undefined
  /** All that was written before `destroy()` is saved. */
  destroyed: undefined
}
