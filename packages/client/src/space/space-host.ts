// What a space needs of its device, and what a space in one tab is to the parts around it.

import type { Clock, Emitter, Random, Signal } from '@weft/base'
import type { DeviceFrame, SchemaVersion } from '@weft/protocol'
import type { OpenDocuments } from '../document/open-documents.js'
import type { SaveQueue } from '../document/save-queue.js'
import type { Identity } from '../records/identity-record.js'
import type { Replica } from '../replica/open-replica.js'
import type { LinkState } from '../session/link-state.js'
import type { SessionSpace } from '../session/session-space.js'
import type { JournalStore } from '../status/journal-store.js'
import type { SharedFacts } from '../status/session-facts.js'
import type { Persistence, StoreProvider } from '../store/port.js'
import type { TabMessage } from '../tabs/messages.js'
import type { Adopted } from './space.js'

/** What a space needs of its device. */
export interface SpaceHost {
  readonly stores: StoreProvider
  readonly clock: Clock
  readonly random: Random
  readonly newId: () => string
  readonly identity: Signal<Identity>
  readonly platform: string
  readonly appVersion: string
  readonly schemas: readonly SchemaVersion[]
  readonly link: Signal<LinkState>
  readonly isNetworkUp: () => boolean
  post(message: TabMessage): void
  /** To the session of this tab if it leads. */
  edited(space: string): void
  send(space: string, frame: DeviceFrame): boolean
  isLeading(): boolean
  reconnect(): void
  becomeOtherDevice(): Promise<void>
}

export interface SpaceCore {
  readonly name: string
  readonly openedAt: number
  readonly host: SpaceHost
  readonly replica: Replica
  readonly queue: SaveQueue
  readonly documents: OpenDocuments
  readonly journal: JournalStore
  readonly facts: Signal<SharedFacts>
  readonly persistence: Signal<Persistence>
  askPersistence(): Promise<Persistence>
  /** Something that a status is made of changed. */
  readonly changed: Emitter<void>
  /** Content changed, here or elsewhere. */
  readonly contentChanged: Emitter<void>
  readonly session: SessionSpace
  /** As of Space; the id has been checked. */
  adopt(document: string, update: Uint8Array): Promise<Adopted>
  receive(message: TabMessage): void
  close(): Promise<void>
}
