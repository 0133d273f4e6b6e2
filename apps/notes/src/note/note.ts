// A note is a document `n/<id>`: Markdown in the Y.Text `text`, facts about it in the Y.Map `meta`.

import { randomId, systemRandom } from '@weft/base'
import type * as Y from 'yjs'

const prefix = 'n/'
/** 22 characters carry 132 bits, so that two devices never draw the same one. */
const idLength = 22

export const newNoteId = (): string => prefix + randomId(systemRandom, idLength)

/** A note's address within the app is its id, so that a link says which note without a table. */
export const pathOfNote = (id: string): string => `/${id}`

export function noteIdOfPath(path: string): string | null {
  const match = /^\/(n\/[A-Za-z0-9_-]{1,64})\/?$/.exec(path)
  return match?.[1] ?? null
}

export const isNoteId = (id: string): boolean => id.startsWith(prefix)

export const noteText = (ydoc: Y.Doc): Y.Text => ydoc.getText('text')

/** `created`: wall time, ms. `deleted`: wall time of the deletion; absent while the note is there. */
const noteMeta = (ydoc: Y.Doc): Y.Map<number> => ydoc.getMap<number>('meta')

export const createdAt = (ydoc: Y.Doc): number | null => noteMeta(ydoc).get('created') ?? null
export const deletedAt = (ydoc: Y.Doc): number | null => noteMeta(ydoc).get('deleted') ?? null

export function markCreated(ydoc: Y.Doc, now: number): void {
  if (createdAt(ydoc) === null) noteMeta(ydoc).set('created', now)
}

/** Nothing of the text is touched, so what others write meanwhile is not lost either (N3). */
export const markDeleted = (ydoc: Y.Doc, now: number): void => void noteMeta(ydoc).set('deleted', now)

export const unmarkDeleted = (ydoc: Y.Doc): void => noteMeta(ydoc).delete('deleted')

/** Calls back when the note was deleted or restored, here or elsewhere. Returns its unsubscribe. */
export function onDeletedChange(ydoc: Y.Doc, listener: () => void): () => void {
  const meta = noteMeta(ydoc)
  meta.observe(listener)
  return () => meta.unobserve(listener)
}

/** Whether nothing was ever written in it, as far as this device knows. */
export const isBlank = (ydoc: Y.Doc): boolean => ydoc.store.clients.size === 0

/** Whether something was written into the fields of its schema, which stand in the root type `weft`. */
export const hasFields = (ydoc: Y.Doc): boolean => (ydoc.share.get('weft')?._map.size ?? 0) > 0

/** Returns its unsubscribe. */
export function onAnyChange(ydoc: Y.Doc, changed: () => void): () => void {
  ydoc.on('update', changed)
  return () => ydoc.off('update', changed)
}
