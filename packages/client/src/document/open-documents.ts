// The documents that are open in this tab: Y.Docs that are fed from the store and feed the save queue.

import type { Random } from '@weft/base'
import { entryKind } from '@weft/protocol'
import * as Y from 'yjs'
import type { Replica } from '../replica/open-replica.js'
import type { KindPayload } from '../replica/payloads.js'
import type { UnsavedEdit } from '../replica/save-edits.js'
import { drawClientId } from './client-ids.js'
import {
  assertDocumentId,
  DocumentError,
  type DocumentFact,
  type GivenDoc,
  type OpenDocument
} from './document.js'
import { destroy, type Loaded, loadDocument } from './load-document.js'
import type { SaveQueue } from './save-queue.js'

export interface OpenDocuments {
  /** Openers without a Y.Doc of their own share one; each that is given is open beside the others. */
  open(id: string, given?: GivenDoc): Promise<OpenDocument>
  /** Applies content that is complete in the store to the document, if it is open. */
  apply(id: string, payloads: readonly KindPayload[]): void
  /** Edits of this tab are complete in the store: the document's other Y.Docs in this tab get them (T2). */
  saved(edits: readonly UnsavedEdit[]): void
  get(id: string): Loaded | undefined
  /** The replica changed: no client id of before is used again (E6). With `evicted`, all content is saved anew. */
  renew(change: { readonly evicted: boolean }): void
  /** The document was rebuilt in the store: what is open of it is over, and Y.Docs that were made here are destroyed. */
  drop(id: string): void
  close(): Promise<void>
}

export interface OpenDocumentsOptions {
  readonly replica: Replica
  readonly queue: SaveQueue
  readonly random: Random
  readonly opened: (document: Loaded) => void
  readonly closed: (document: Loaded) => void
  /** A payload that Yjs could not apply: it stays in the store and is shown. */
  readonly unreadable: (id: string, message: string) => void
}

interface Opener {
  readonly told?: GivenDoc['told']
  readonly awareness?: GivenDoc['awareness']
}

interface Entry {
  readonly id: string
  readonly given: GivenDoc | undefined
  readonly loading: Promise<Loaded>
  /** Set in the turn in which it was read. */
  loaded: Loaded | undefined
  readonly openers: Set<Opener>
}

export function createOpenDocuments(options: OpenDocumentsOptions): OpenDocuments {
  const { replica, queue, random } = options
  const entriesById = new Map<string, Entry[]>()
  let isClosed = false

  const entriesOf = (id: string): readonly Entry[] => entriesById.get(id) ?? []
  const loadedOf = (entries: readonly Entry[]): Loaded[] => entries.flatMap(({ loaded }) => loaded ?? [])
  const all = (): Entry[] => [...entriesById.values()].flat()

  const begin = (id: string, given: GivenDoc | undefined): Entry => {
    const loaded = (document: Loaded): void => {
      entry.loaded = document
      replica.watched.add(id)
    }
    const loading = loadDocument(id, given, { replica, queue, random, loaded })
    const entry: Entry = { id, given, loading, loaded: undefined, openers: new Set() }
    entriesById.set(id, [...entriesOf(id), entry])
    loading.then(
      (document) => {
        if (entriesOf(id).includes(entry)) options.opened(document)
      },
      () => forget(entry)
    )
    return entry
  }

  const forget = (entry: Entry): void => {
    const others = entriesOf(entry.id).filter((other) => other !== entry)
    if (others.length > 0) entriesById.set(entry.id, others)
    else {
      entriesById.delete(entry.id)
      replica.watched.delete(entry.id)
    }
  }

  const end = (entry: Entry): void => {
    forget(entry)
    if (!entry.loaded) return
    entry.loaded.release()
    options.closed(entry.loaded)
    if (!entry.given) destroy(entry.loaded)
  }

  /** Presence is that of the newest opener: a page that is mounted twice has a first one that is already over (F12). */
  const showPresence = (entry: Entry): void => {
    const { loaded } = entry
    const awareness = [...entry.openers].at(-1)?.awareness
    if (!loaded || !awareness || loaded.awareness === awareness || !entriesOf(entry.id).includes(entry))
      return
    const before = { ...loaded }
    loaded.awareness = awareness
    // In this order the one before tells the new one who is there.
    options.opened(loaded)
    options.closed(before)
  }

  const letGo = async (entry: Entry, opener: Opener): Promise<void> => {
    if (!entry.openers.delete(opener)) return
    if (entry.openers.size > 0) {
      showPresence(entry)
      return
    }
    await queue.flush().catch(() => undefined)
    // What could not be saved stays in the queue, which goes on trying (D5).
    if (entry.openers.size > 0 || !entriesOf(entry.id).includes(entry)) return
    end(entry)
  }

  /** Each Y.Doc of the document may have what is saved nowhere any more. */
  const saveWhole = (id: string, loaded: readonly Loaded[]): void => {
    const [first] = loaded
    if (!first) return
    const update = Y.mergeUpdates(loaded.map(({ ydoc }) => Y.encodeStateAsUpdate(ydoc)))
    queue.pushWhole({ document: id, update, replica: first.drawnUnder })
  }

  const tell = (entry: Entry, fact: DocumentFact): void => {
    for (const { told } of [...entry.openers]) told?.(fact)
  }

  const documents: OpenDocuments = {
    open: async (id, given) => {
      assertDocumentId(id)
      if (isClosed) throw new DocumentError('space-closed', 'the space is closed')
      const entry = entriesOf(id).find((known) => known.given?.ydoc === given?.ydoc) ?? begin(id, given)
      const opener: Opener = { told: given?.told, ...(given ? { awareness: given.awareness } : {}) }
      entry.openers.add(opener)
      const loaded = await entry.loading
      showPresence(entry)
      const { ydoc } = loaded
      const awareness = given?.awareness ?? loaded.awareness
      return { id, ydoc, awareness, close: () => letGo(entry, opener) }
    },
    apply: (id, payloads) => {
      for (const loaded of loadedOf(entriesOf(id))) {
        loaded.apply(payloads, (error) => options.unreadable(id, String(error)))
      }
    },
    saved: (edits) => {
      for (const { document, update } of edits) {
        if (entriesOf(document).length < 2) continue
        documents.apply(document, [{ kind: entryKind.update, payload: update }])
      }
    },
    get: (id) => loadedOf(entriesOf(id))[0],
    renew: ({ evicted }) => {
      if (evicted) for (const [id, entries] of entriesById) saveWhole(id, loadedOf(entries))
      for (const entry of all()) {
        const { loaded } = entry
        if (!loaded) continue
        drawClientId(loaded.ydoc, loaded.awareness, random)
        loaded.drawnUnder = replica.memory.state.replica
        tell(entry, 'renewed')
      }
    },
    drop: (id) => {
      for (const entry of entriesOf(id)) {
        // Not read yet: it will be read as it is now.
        if (!entry.loaded) continue
        end(entry)
        tell(entry, 'rebuilt')
      }
    },
    close: async () => {
      isClosed = true
      await Promise.allSettled(all().map(({ loading }) => loading))
      await queue.flush().catch(() => undefined)
      for (const entry of all()) end(entry)
    }
  }
  return documents
}
