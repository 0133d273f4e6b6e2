// One space in one tab: store, save queue, open documents, presence and facts, wired together.

import { createEmitter, createScope, createSignal } from '@weft/base'
import { type Entry, entryKind } from '@weft/protocol'
import { createOpenDocuments, type OpenDocuments } from '../document/open-documents.js'
import { createSaveQueue } from '../document/save-queue.js'
import { createPresence, type Presence } from '../presence/presence.js'
import type { ChunkItem } from '../records/chunk-record.js'
import { decodeRows, encodeRows, rowsKey } from '../records/rows-record.js'
import { UnreadableRecord } from '../records/versioned.js'
import { chunksToCompact, compactChunks } from '../replica/compact-chunks.js'
import { loadAdoption } from '../replica/load-adoption.js'
import { openReplica } from '../replica/open-replica.js'
import type { SessionSpace } from '../session/session-space.js'
import { createDeviceRows } from '../status/device-rows.js'
import { createJournalStore } from '../status/journal-store.js'
import { noteEviction, noteTrouble } from '../status/note-storage.js'
import { type SharedFacts, toSessionFacts } from '../status/session-facts.js'
import type { Persistence } from '../store/port.js'
import type { SpaceCore, SpaceHost } from './space-host.js'

/** Facts for other tabs and rows for the store are gathered for so long. */
const factsMs = 50
const rowsMs = 2_000
const compactMs = 3_000
/** A tab that was killed between its save and its word of it leaves what only the store knows of (T3, T4). */
const lookMs = 3_000

const noFacts: SharedFacts = { session: { kind: 'apart' }, rows: [], provenAt: null }

export async function openSpaceCore(name: string, host: SpaceHost): Promise<SpaceCore> {
  const { clock, random } = host
  const scope = createScope()
  const replica = await openReplica({ stores: host.stores, space: name, newId: host.newId })
  scope.own(replica.close)
  const changed = createEmitter<void>()
  const contentChanged = createEmitter<void>()
  const facts = createSignal<SharedFacts>(noFacts)
  const persistence = createSignal<Persistence>('unknown')
  const rows = createDeviceRows()
  const journal = createJournalStore(() => replica.store, clock)
  scope.own(journal.close)
  let rowsKnown = false
  let hasAskedPersistence = false

  const later = (delayMs: number, action: () => void): (() => void) => {
    let cancel: (() => void) | undefined
    scope.own(() => cancel?.())
    return () => {
      if (scope.closed) return
      cancel ??= clock.after(delayMs, () => {
        cancel = undefined
        if (!scope.closed) action()
      })
    }
  }

  const askPersistence = async (): Promise<Persistence> => {
    const answer = await replica.store.persistence('ask').catch(() => 'unknown' as const)
    persistence.set(answer)
    return answer
  }

  const compactSoon = later(compactMs, () => {
    if (!host.isLeading() || chunksToCompact(replica.memory).length === 0) return
    // A failed compaction changed nothing; the next write tries again.
    replica.write(compactChunks).then(compactSoon, () => undefined)
  })

  /** Also what is no content, such as a settled receipt, changes what other tabs show. */
  const announceSoon = later(factsMs, () => host.post({ type: 'stored', space: name }))

  const toldContent = (): void => {
    host.post({ type: 'stored', space: name })
    contentChanged.emit()
    compactSoon()
  }

  const savedHere = (): void => {
    toldContent()
    host.edited(name)
    if (hasAskedPersistence) return
    hasAskedPersistence = true
    if (persistence.get() !== 'persistent') void askPersistence()
  }

  const queue = createSaveQueue(replica, clock, (edits) => {
    documents.saved(edits)
    savedHere()
  })

  const presence: Presence = createPresence({
    clock,
    toTabs: (document, update, source) =>
      host.post({ type: 'presence', space: name, document, update, source }),
    askTabs: (document) => host.post({ type: 'who-is-here', space: name, document }),
    toRelay: (document, update) => host.send(name, { type: 'awareness', space: name, document, update })
  })

  const documents = createOpenDocuments({
    replica,
    queue,
    random,
    opened: ({ id, awareness }) => presence.open(id, awareness),
    closed: ({ id, awareness }) => presence.close(id, awareness),
    unreadable: (id, message) =>
      journal.note({ kind: 'unreadable', table: 'chunks', key: `${id}: ${message}` }, 'trouble')
  })

  const saveRows = later(rowsMs, () => {
    const { provenAt } = facts.get()
    if (provenAt === null || scope.closed) return
    replica.store
      .write(['meta'], async (tx) => tx.put('meta', rowsKey, encodeRows({ provenAt, rows: rows.rows() })))
      .catch(() => undefined)
  })
  const postFacts = later(factsMs, () => {
    if (host.isLeading()) host.post({ type: 'facts', space: name, facts: facts.get() })
  })
  const setFacts = (change: Partial<SharedFacts>): void => {
    facts.set({ ...facts.get(), ...change })
    changed.emit()
    postFacts()
  }
  const proven = (): void => {
    setFacts({ rows: rows.rows(), provenAt: clock.now() })
    saveRows()
  }

  const session: SessionSpace = {
    name,
    get replica() {
      return replica
    },
    stored: (items) => {
      applyStored(documents, items)
      rows.count(items.filter((item): item is Entry => 'device' in item))
      proven()
      toldContent()
    },
    devices: (frame) => {
      rows.apply(frame)
      rowsKnown = true
      setFacts({ session: withRowsKnown(facts.get().session) })
      proven()
    },
    presence: ({ document, update }) => presence.fromRelay(document, update),
    sessionChanged: (state) => {
      const before = facts.get().session
      if (state.phase === 'apart') {
        rowsKnown = false
        presence.relayLost()
      }
      const next = toSessionFacts(state, before, rowsKnown, clock.now())
      setFacts({ session: next })
      if (next.kind === 'live' && before.kind !== 'live') presence.relayFound()
    },
    journal: journal.note,
    isPersistent: () => persistence.get() === 'persistent',
    becomeOtherDevice: host.becomeOtherDevice
  }

  scope.own(
    replica.changed.subscribe(({ own }) => {
      if (own) announceSoon()
      else {
        contentChanged.emit()
        if (replica.memory.outbox.size > 0) host.edited(name)
      }
      changed.emit()
    })
  )
  scope.own(
    replica.arrived.subscribe((arrivals) => {
      for (const arrival of arrivals) documents.apply(arrival.document, [arrival])
    })
  )
  scope.own(
    replica.renewed.subscribe((change) => {
      // Positions may be of another log from now on; the relay tells all rows with the next welcome.
      rows.clear()
      documents.renew(change)
      if (change.evicted) {
        noteEviction(journal, queue)
        host.reconnect()
      }
    })
  )
  scope.own(queue.unsaved.subscribe(() => changed.emit()))
  scope.own(noteTrouble(journal, queue))
  scope.own(queue.trouble.subscribe(() => changed.emit()))
  scope.own(host.link.subscribe(() => changed.emit()))
  scope.own(persistence.subscribe(() => changed.emit()))

  const look = (): void => {
    replica.sync().catch(() => undefined)
    cancelLook = clock.after(lookMs, look)
  }
  let cancelLook = clock.after(lookMs, look)
  scope.own(() => cancelLook())

  await restoreRows()
  replica.store.persistence('look').then(persistence.set, () => undefined)
  return {
    name,
    openedAt: clock.now(),
    host,
    get replica() {
      return replica
    },
    queue,
    documents,
    journal,
    facts,
    persistence,
    askPersistence,
    changed,
    contentChanged,
    session,
    adopt: async (document, update) => {
      const { adoptUpdate } = await loadAdoption()
      const saved = await replica.write((draft) => adoptUpdate(draft, document, update, clock.now()))
      if (!saved) return 'already-held'
      documents.apply(document, [{ kind: entryKind.adoption, payload: saved }])
      savedHere()
      return 'adopted'
    },
    receive: (message) => {
      switch (message.type) {
        case 'stored':
          replica.sync().catch(() => undefined)
          break
        case 'rebuilt':
          // Only this tab may lead; and what it shows of the document is over too.
          replica.sync().then(
            () => {
              documents.drop(message.document)
              host.reconnect()
            },
            () => undefined
          )
          break
        case 'facts':
          if (!host.isLeading()) {
            if (message.facts.session.kind !== 'live') presence.relayLost()
            facts.set(message.facts)
            changed.emit()
          }
          break
        case 'presence':
          presence.fromTab(message.document, message.update, message.source)
          break
        case 'who-is-here':
          presence.asked(message.document)
          break
        case 'want':
          postFacts()
          break
        default:
          break
      }
    },
    close: async () => {
      await documents.close()
      queue.close()
      await scope.close()
    }
  }

  async function restoreRows(): Promise<void> {
    const bytes = await replica.store.read(['meta'], (tx) => tx.get('meta', rowsKey))
    if (!bytes) return
    try {
      const stored = decodeRows(bytes)
      rows.restore(stored.rows)
      facts.set({ ...noFacts, rows: rows.rows(), provenAt: stored.provenAt })
    } catch (error) {
      // Told again by the relay; nothing depends on it.
      if (!(error instanceof UnreadableRecord)) throw error
    }
  }
}

function applyStored(documents: OpenDocuments, items: readonly (Entry | ChunkItem)[]): void {
  for (const { document, kind, payload } of items) if (payload) documents.apply(document, [{ kind, payload }])
}

function withRowsKnown(session: SharedFacts['session']): SharedFacts['session'] {
  return session.kind === 'live' ? { ...session, rowsKnown: true } : session
}
