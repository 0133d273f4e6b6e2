// The documents that are open in this tab: each a Y.Doc that is fed from the store and feeds the save queue.

import { assertRule, type Random, randomClientId } from '@weft/base'
import { isDocumentId } from '@weft/protocol'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Replica } from '../replica/open-replica.js'
import { applyPayload, type KindPayload } from '../replica/payloads.js'
import { readDocuments } from '../replica/read-content.js'
import { DocumentError, type OpenDocument } from './document.js'
import type { SaveQueue } from './save-queue.js'

export interface OpenDocuments {
  open(id: string): Promise<OpenDocument>
  /** Applies content that is complete in the store to the document, if it is open. */
  apply(id: string, payloads: readonly KindPayload[]): void
  get(id: string): Opened | undefined
  /** The replica changed: no client id of before is used again (E6). With `evicted`, all content is saved anew. */
  renew(change: { readonly evicted: boolean }): void
  /** The document was rebuilt in the store: what is open of it is over, its Y.Doc is destroyed. */
  drop(id: string): void
  close(): Promise<void>
}

export interface Opened {
  readonly id: string
  readonly ydoc: Y.Doc
  readonly awareness: Awareness
}

export interface OpenDocumentsOptions {
  readonly replica: Replica
  readonly queue: SaveQueue
  readonly random: Random
  readonly opened: (document: Opened) => void
  readonly closed: (document: Opened) => void
  /** A payload that Yjs could not apply: it stays in the store and is shown. */
  readonly unreadable: (id: string, message: string) => void
}

interface Entry extends Opened {
  openers: number
  /** The replica under which the present client id was drawn. */
  drawnUnder: string
}

/** The transaction origin of everything that comes from the store; such updates are not saved again. */
export const fromStore: unique symbol = Symbol('weft: from the store')

export function createOpenDocuments(options: OpenDocumentsOptions): OpenDocuments {
  const { replica, queue, random } = options
  const entries = new Map<string, Entry>()
  const opening = new Map<string, Promise<Entry>>()
  let isClosed = false

  const load = (id: string): Promise<Entry> =>
    replica.read(async (tx, memory) => {
      const [content] = await readDocuments(memory, tx, [id])
      assertRule(content, 'D4', 'a read gives content for each document it was asked for')
      if (content.unreadable !== null) {
        throw new DocumentError('document-unreadable', `${id} cannot be read: ${content.unreadable}`)
      }
      const ydoc = new Y.Doc({ guid: id })
      ydoc.clientID = randomClientId(random)
      try {
        ydoc.transact(() => {
          for (const payload of content.payloads) applyPayload(ydoc, payload, fromStore)
        }, fromStore)
      } catch (cause) {
        ydoc.destroy()
        throw new DocumentError('document-unreadable', `${id} holds an update that Yjs cannot read`, {
          cause
        })
      }
      const entry: Entry = {
        id,
        ydoc,
        awareness: new Awareness(ydoc),
        openers: 0,
        drawnUnder: memory.state.replica
      }
      ydoc.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== fromStore) queue.push({ document: id, update, replica: entry.drawnUnder })
      })
      // Still in the same turn as the read: nothing can be stored between the two.
      entries.set(id, entry)
      replica.watched.add(id)
      return entry
    })

  const letGo = async (entry: Entry): Promise<void> => {
    entry.openers -= 1
    if (entry.openers > 0) return
    await queue.flush().catch(() => undefined)
    // While its edits are only in memory the document stays; the queue holds them and goes on trying (D5).
    if (entry.openers > 0 || entries.get(entry.id) !== entry) return
    end(entry)
  }

  const end = (entry: Entry): void => {
    entries.delete(entry.id)
    replica.watched.delete(entry.id)
    options.closed(entry)
    entry.awareness.destroy()
    entry.ydoc.destroy()
  }

  return {
    open: async (id) => {
      if (!isDocumentId(id)) throw new DocumentError('id-invalid', `not a document id: ${JSON.stringify(id)}`)
      if (isClosed) throw new DocumentError('space-closed', 'the space is closed')
      let entry = entries.get(id)
      if (!entry) {
        let loading = opening.get(id)
        if (!loading) {
          loading = load(id).finally(() => opening.delete(id))
          loading.then(options.opened, () => undefined)
          opening.set(id, loading)
        }
        entry = await loading
      }
      const held = entry
      held.openers += 1
      let isLetGo = false
      return {
        id,
        ydoc: held.ydoc,
        awareness: held.awareness,
        close: async () => {
          if (isLetGo) return
          isLetGo = true
          await letGo(held)
        }
      }
    },
    apply: (id, payloads) => {
      const entry = entries.get(id)
      if (!entry) return
      entry.ydoc.transact(() => {
        for (const payload of payloads) {
          try {
            applyPayload(entry.ydoc, payload, fromStore)
          } catch (error) {
            options.unreadable(id, String(error))
          }
        }
      }, fromStore)
    },
    get: (id) => entries.get(id),
    renew: ({ evicted }) => {
      for (const entry of entries.values()) {
        if (evicted) {
          const update = Y.encodeStateAsUpdate(entry.ydoc)
          queue.push({ document: entry.id, update, replica: entry.drawnUnder })
        }
        entry.ydoc.clientID = randomClientId(random)
        entry.drawnUnder = replica.memory.state.replica
      }
    },
    drop: (id) => {
      const entry = entries.get(id)
      if (entry) end(entry)
    },
    close: async () => {
      isClosed = true
      await queue.flush().catch(() => undefined)
      for (const entry of [...entries.values()]) end(entry)
    }
  }
}
