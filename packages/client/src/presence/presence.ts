// Presence of open documents: between tabs directly, and through the leading tab to other devices. Never stored.

import { type Clock, createScope } from '@weft/base'
import {
  type Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates
} from 'y-protocols/awareness'

export interface Presence {
  /** An open document's presence takes part from now on; a document may be open more than once in a tab. */
  open(document: string, awareness: Awareness): void
  /** It leaves. Its own state stays in the awareness, for whoever holds that and opens it again. */
  close(document: string, awareness: Awareness): void
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
  const entriesByDocument = new Map<string, readonly Entry[]>()
  /** The last word of each other tab, so that the leader can say it again to a relay it finds later. */
  const parked = new Map<string, Uint8Array[]>()

  const entriesOf = (document: string): readonly Entry[] => entriesByDocument.get(document) ?? []

  const receive = (document: string, update: Uint8Array, source: 'tab' | 'relay'): void => {
    const entries = entriesOf(document)
    for (const entry of entries) receiveInto(entry, update, source)
    if (entries.length === 0 && source === 'relay') {
      parked.set(document, [...(parked.get(document) ?? []), update].slice(-50))
    }
  }

  /** To everyone but this one: the others of this tab, other tabs, and the relay. */
  const send = (document: string, own: Awareness, update: Uint8Array): void => {
    for (const entry of entriesOf(document)) if (entry.awareness !== own) receiveInto(entry, update, 'tab')
    options.toTabs(document, update, 'tab')
    options.toRelay(document, update)
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
        send(document, awareness, update)
      }
      const onUpdate = ({ added, updated, removed }: Change, origin: unknown): void => {
        if (origin === fromElsewhere) return
        for (const id of [...added, ...updated, ...removed]) if (id === awareness.clientID) changedIds.add(id)
        if (changedIds.size === 0) return
        cancel ??= options.clock.after(gatherMs, say)
      }
      awareness.on('update', onUpdate)
      const entry: Entry = { awareness, remote: new Set(), close: scope.close }
      scope.own(() => {
        awareness.off('update', onUpdate)
        cancel?.()
        removeAwarenessStates(awareness, [...entry.remote], fromElsewhere)
        // Whoever opens it again is told anew, maybe of the same states.
        for (const id of entry.remote) awareness.meta.delete(id)
        // Leaving is said at once; nobody is there to say it later.
        const left = [...changedIds, ...(awareness.getLocalState() === null ? [] : [awareness.clientID])]
        if (left.length > 0) send(document, awareness, encodeAwarenessUpdate(awareness, left, new Map()))
      })
      const others = entriesOf(document)
      entriesByDocument.set(document, [...others, entry])
      for (const update of parked.get(document) ?? []) receiveInto(entry, update, 'relay')
      parked.delete(document)
      for (const other of others) introduce(other, entry)
      // Said again under a higher clock: others may remember that it left.
      const state = awareness.getLocalState()
      if (state !== null && Object.keys(state).length > 0) awareness.setLocalState(state)
      options.askTabs(document)
    },
    close: (document, awareness) => {
      const entry = entriesOf(document).find((known) => known.awareness === awareness)
      if (!entry) return
      void entry.close()
      const others = entriesOf(document).filter((other) => other !== entry)
      if (others.length > 0) entriesByDocument.set(document, others)
      else entriesByDocument.delete(document)
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
      for (const entry of entriesOf(document)) {
        for (const [source, update] of statesOf(entry)) options.toTabs(document, update, source)
      }
      for (const update of parked.get(document) ?? []) options.toTabs(document, update, 'relay')
    },
    relayLost: () => {
      parked.clear()
      for (const { awareness, remote } of [...entriesByDocument.values()].flat()) {
        removeAwarenessStates(awareness, [...remote], fromElsewhere)
        remote.clear()
      }
    },
    relayFound: () => {
      for (const [document, entries] of entriesByDocument) {
        for (const entry of entries) {
          for (const [source, update] of statesOf(entry)) {
            if (source === 'tab') options.toRelay(document, update)
          }
        }
      }
    }
  }
}

function receiveInto(entry: Entry, update: Uint8Array, source: 'tab' | 'relay'): void {
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

/** Those of this device, and those that came through the relay. */
function statesOf({ awareness, remote }: Entry): ['tab' | 'relay', Uint8Array][] {
  const ids = [...awareness.getStates().keys()]
  const ours = ids.filter((id) => !remote.has(id))
  const theirs = ids.filter((id) => remote.has(id))
  const told: ['tab' | 'relay', Uint8Array][] = []
  if (ours.length > 0) told.push(['tab', encodeAwarenessUpdate(awareness, ours)])
  if (theirs.length > 0) told.push(['relay', encodeAwarenessUpdate(awareness, theirs)])
  return told
}

/** What one of this tab knows, to another that opens the document too. */
function introduce(from: Entry, to: Entry): void {
  for (const [source, update] of statesOf(from)) receiveInto(to, update, source)
}
