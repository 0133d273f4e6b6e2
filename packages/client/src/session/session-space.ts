// The port between the session and a space: what it needs of it, and what it tells it.

import type { AwarenessFrame, Devices, Entry } from '@weft/protocol'
import type { ChunkItem } from '../records/chunk-record.js'
import type { Replica } from '../replica/open-replica.js'
import type { JournalFact } from '../status/journal.js'
import type { SpaceSession } from './space-session.js'

/** What the session needs of a space, and what it tells it. */
export interface SessionSpace {
  readonly name: string
  readonly replica: Replica
  /** Complete in the store. */
  stored(items: readonly (Entry | ChunkItem)[]): void
  devices(frame: Devices): void
  presence(frame: AwarenessFrame): void
  sessionChanged(session: SpaceSession): void
  journal(fact: JournalFact, level: 'note' | 'trouble'): void
  isPersistent(): boolean
  /** This store is a copy of another device's: take a new identity before the next hello (E5). */
  becomeOtherDevice(): Promise<void>
}
