// Presence of open documents: between tabs directly, and through the leading tab to other devices. Never stored.

import { type Clock, createScope } from '@weft/base'
import {
  type Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates
} from 'y-protocols/awareness'

export interface Presence {
  /** An open document's presence takes part from now on. */
  open(document: string, awareness: Awareness): void
  close(document: string): void
  /** From another device, by the relay. Only the leading tab gets these; it tells the others. */
  fromRelay(document: string, update: Uint8Array): void
  /** From another tab: its own state, or what its relay connection brought. */
  fromTab(document: string, update: Uint8Array, source: 'tab' | 'relay'): void
  /** Another tab opened the document and asks who is there. */
  asked(document: string): void
  /** The relay is lost: those who were behind it are not known to be there any more. */
  relayLost(): void
  /** A connection is live: say again who is here. */
  relayFound(): void
}

export interface PresenceOptions {
  readonly clock: Clock
  readonly toTabs: (document: string, update: Uint8Array, source: 'tab' | 'relay') => void
  readonly askTabs: (document: string) => void
  /** False while there is no live connection in this tab. */
  readonly toRelay: (document: string, update: Uint8Array) => boolean
}

interface Change {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

/** Carets move with every key; others see at most so many states a second. */
const gatherMs = 50

const fromElsewhere: unique symbol = Symbol('weft: presence from elsewhere')

interface Entry {
  readonly awareness: Awareness
  /** Ids whose states came through the relay. */
  readonly remote: Set<number>
  readonly close: () => Promise<void>
}

export function createPresence(options: PresenceOptions): Presence {
  const entries = new Map<string, Entry>()
  /** The last word of each other tab, so that the leader can say it again to a relay it finds later. */
  const parked = new Map<string, Uint8Array[]>()

  const receive = (document: string, update: Uint8Array, source: 'tab' | 'relay'): void => {
    const entry = entries.get(document)
    if (!entry) {
      if (source === 'relay') parked.set(document, [...(parked.get(document) ?? []), update].slice(-50))
      return
    }
    const note = ({ added, updated, removed }: Change): void => {
      if (source === 'tab') return
      for (const id of [...added, ...updated]) entry.remote.add(id)
      for (const id of removed) entry.remote.delete(id)
    }
    entry.awareness.on('update', note)
    try {
      applyAwarenessUpdate(entry.awareness, update, fromElsewhere)
    } catch {
      // Presence is a courtesy: bytes that make no sense are dropped, and the sender's next state replaces them.
    } finally {
      entry.awareness.off('update', note)
    }
  }

  return {
    open: (document, awareness) => {
      const scope = createScope()
      const changedIds = new Set<number>()
      let cancel: (() => void) | undefined
      const say = (): void => {
        cancel = undefined
        const update = encodeAwarenessUpdate(awareness, [...changedIds])
        changedIds.clear()
        options.toTabs(document, update, 'tab')
        options.toRelay(document, update)
      }
      const onUpdate = ({ added, updated, removed }: Change, origin: unknown): void => {
        if (origin === fromElsewhere) return
        for (const id of [...added, ...updated, ...removed]) if (id === awareness.clientID) changedIds.add(id)
        if (changedIds.size === 0) return
        cancel ??= options.clock.after(gatherMs, say)
      }
      awareness.on('update', onUpdate)
      scope.own(() => {
        awareness.off('update', onUpdate)
        cancel?.()
        // Leaving is said at once; nobody is there to say it later.
        if (awareness.getLocalState() === null) return
        awareness.setLocalState(null)
        const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
        options.toTabs(document, update, 'tab')
        options.toRelay(document, update)
      })
      entries.set(document, { awareness, remote: new Set(), close: scope.close })
      for (const update of parked.get(document) ?? []) receive(document, update, 'relay')
      parked.delete(document)
      options.askTabs(document)
    },
    close: (document) => {
      void entries.get(document)?.close()
      entries.delete(document)
    },
    fromRelay: (document, update) => {
      receive(document, update, 'relay')
      options.toTabs(document, update, 'relay')
    },
    fromTab: (document, update, source) => {
      receive(document, update, source)
      // A sibling's own state goes on to other devices if this tab has the connection.
      if (source === 'tab') options.toRelay(document, update)
    },
    asked: (document) => {
      const entry = entries.get(document)
      if (entry) {
        const ids = [...entry.awareness.getStates().keys()]
        const tell = (some: number[], source: 'tab' | 'relay'): void => {
          if (some.length > 0) options.toTabs(document, encodeAwarenessUpdate(entry.awareness, some), source)
        }
        tell(
          ids.filter((id) => !entry.remote.has(id)),
          'tab'
        )
        tell(
          ids.filter((id) => entry.remote.has(id)),
          'relay'
        )
      }
      for (const update of parked.get(document) ?? []) options.toTabs(document, update, 'relay')
    },
    relayLost: () => {
      parked.clear()
      for (const { awareness, remote } of entries.values()) {
        removeAwarenessStates(awareness, [...remote], fromElsewhere)
        remote.clear()
      }
    },
    relayFound: () => {
      for (const [document, { awareness, remote }] of entries) {
        const ours = [...awareness.getStates().keys()].filter((id) => !remote.has(id))
        if (ours.length > 0) options.toRelay(document, encodeAwarenessUpdate(awareness, ours))
      }
    }
  }
}
