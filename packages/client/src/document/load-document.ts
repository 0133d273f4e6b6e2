// Loads a document from the store into a Y.Doc, and feeds the save queue with what is changed in it from then on.

import { assertRule, type Random } from '@weft/base'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Adoption, loadAdoption } from '../replica/load-adoption.js'
import type { Replica } from '../replica/open-replica.js'
import { applyPayload, type KindPayload, mergePayloads } from '../replica/payloads.js'
import { readDocuments } from '../replica/read-content.js'
import type { UnsavedEdit } from '../replica/save-edits.js'
import { drawClientId, isDrawnFor } from './client-ids.js'
import { DocumentError, type GivenDoc } from './document.js'
import type { SaveQueue } from './save-queue.js'

/** A Y.Doc that is kept equal to the store. */
export interface Loaded {
  readonly id: string
  readonly ydoc: Y.Doc
  /** That of the newest opener: whoever came before with another is not heard any more. */
  awareness: Awareness
  /** Undefined for a Y.Doc that was made here. */
  readonly given: GivenDoc | undefined
  /** The replica under which the present client id was drawn. */
  drawnUnder: string
  /** Applies content that is complete in the store. What Yjs cannot apply is told, and the others are applied. */
  apply(payloads: readonly KindPayload[], unreadable: (error: unknown) => void): void
  /** What is changed from now on is not saved. */
  release(): void
}

export interface LoadOptions {
  readonly replica: Replica
  readonly queue: SaveQueue
  readonly random: Random
  /** Told in the same turn as the read: nothing can be stored between the two. */
  readonly loaded: (document: Loaded) => void
}

/**
 * What a given Y.Doc holds already stays: what this load of it typed is saved as an edit, what came from elsewhere is
 * adopted (F10, F12). Rejects with DocumentError.
 */
export async function loadDocument(
  id: string,
  given: GivenDoc | undefined,
  options: LoadOptions
): Promise<Loaded> {
  let adoption: Adoption | undefined
  for (;;) {
    if (given && holdsForeign(given.ydoc)) adoption ??= await loadAdoption()
    const loaded = await tryLoad(id, given, adoption, options)
    if (loaded) return loaded
  }
}

/** Undefined when content from elsewhere came into the Y.Doc meanwhile, and there is nothing at hand to check it with. */
function tryLoad(
  id: string,
  given: GivenDoc | undefined,
  adoption: Adoption | undefined,
  { replica, queue, random, loaded }: LoadOptions
): Promise<Loaded | undefined> {
  return replica.read(async (tx, memory) => {
    const [content] = await readDocuments(memory, tx, [id])
    assertRule(content, 'D4', 'a read gives content for each document it was asked for')
    if (content.unreadable !== null) {
      throw new DocumentError('document-unreadable', `${id} cannot be read: ${content.unreadable}`)
    }
    // Nothing is awaited from here on, so nothing is typed in between.
    if (given?.ydoc.isDestroyed) throw new DocumentError('doc-invalid', `the Y.Doc for ${id} is destroyed`)
    if (given && !adoption && holdsForeign(given.ydoc)) return undefined
    const wasPending = given !== undefined && hasPending(given.ydoc)
    let unsaved = given && contentToSave(id, given.ydoc, content.payloads, adoption)
    const document = given ? wrap(id, given.ydoc, given.awareness, given, queue) : createFresh(id, queue)
    if (!isDrawnFor(document.ydoc, document.ydoc.clientID)) {
      drawClientId(document.ydoc, document.awareness, random)
    }
    document.drawnUnder = memory.state.replica
    try {
      document.apply(content.payloads, (error) => {
        throw error
      })
    } catch (cause) {
      if (!given) destroy(document)
      throw new DocumentError('document-unreadable', `${id} holds an update that Yjs cannot read`, { cause })
    }
    // The store's content let in what waited for it.
    if (wasPending) unsaved = { update: integratedState(document.ydoc), origin: 'adoption' }
    if (unsaved) queue.push({ document: id, replica: document.drawnUnder, ...unsaved })
    document.listen()
    loaded(document)
    return document
  })
}

/** A Y.Doc that was made here is destroyed with its presence. */
export function destroy({ ydoc, awareness }: Loaded): void {
  awareness.destroy()
  ydoc.destroy()
}

function createFresh(id: string, queue: SaveQueue): ReturnType<typeof wrap> {
  const ydoc = new Y.Doc({ guid: id })
  return wrap(id, ydoc, new Awareness(ydoc), undefined, queue)
}

function wrap(
  id: string,
  ydoc: Y.Doc,
  awareness: Awareness,
  given: GivenDoc | undefined,
  queue: SaveQueue
): Loaded & { listen(): void } {
  /** The transaction origin of what comes from the store; such updates are not saved again. */
  const fromStore = Symbol('weft: from the store')
  let mayLetIn = false
  const onUpdate = (update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction): void => {
    if (origin === fromStore && !mayLetIn) return
    const replica = document.drawnUnder
    if (isOwn(transaction)) queue.push({ document: id, update, replica })
    else queue.push({ document: id, update, replica, origin: 'adoption' })
  }
  const document = {
    id,
    ydoc,
    awareness,
    given,
    drawnUnder: '',
    listen: () => ydoc.on('update', onUpdate),
    release: () => ydoc.off('update', onUpdate),
    apply: (payloads: readonly KindPayload[], unreadable: (error: unknown) => void) => {
      // What waited for this content comes in with it, and is in no store yet.
      mayLetIn = hasPending(ydoc)
      ydoc.transact(() => {
        for (const payload of payloads) {
          try {
            applyPayload(ydoc, payload, fromStore)
          } catch (error) {
            unreadable(error)
          }
        }
      }, fromStore)
      mayLetIn = false
    }
  }
  return document
}

/** Whether all that is new was written here, under the id that was drawn for it. Deletions are nobody's. */
function isOwn({ doc, beforeState, afterState }: Y.Transaction): boolean {
  for (const [client, clock] of afterState) {
    if (clock > (beforeState.get(client) ?? 0) && !isDrawnFor(doc, client)) return false
  }
  return true
}

function contentToSave(
  id: string,
  ydoc: Y.Doc,
  payloads: readonly KindPayload[],
  adoption: Adoption | undefined
): Pick<UnsavedEdit, 'update' | 'origin'> | undefined {
  if (ydoc.store.clients.size === 0) return undefined
  const update = integratedState(ydoc)
  if (!adoption) return { update }
  const remainder = adoption.remainderOf(id, update, mergePayloads(payloads))
  if (remainder.kind === 'refused') {
    const { code, message } = remainder.refusal
    throw new DocumentError(code, `the Y.Doc cannot become ${id}: ${message}`)
  }
  return remainder.kind === 'rest' ? { update: remainder.update, origin: 'adoption' } : undefined
}

function holdsForeign(ydoc: Y.Doc): boolean {
  return hasPending(ydoc) || [...ydoc.store.clients.keys()].some((client) => !isDrawnFor(ydoc, client))
}

function hasPending({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null
}

/** The state without what waits for content that is not there: Yjs would write it too. */
function integratedState(ydoc: Y.Doc): Uint8Array {
  const { store } = ydoc
  const { pendingStructs, pendingDs } = store
  store.pendingStructs = null
  store.pendingDs = null
  try {
    return Y.encodeStateAsUpdate(ydoc)
  } finally {
    store.pendingStructs = pendingStructs
    store.pendingDs = pendingDs
  }
}
