// What a list shows of the notes: those that are there, newest first, and those that match a search.

import type { DocumentListItem } from '@weft/client'
import { isNoteId } from '../note/note.js'
import type { NoteSummary } from '../note/summary.js'

export interface ListedNote {
  readonly id: string
  /** Null: not read yet. Empty: nothing written yet. */
  readonly title: string | null
  readonly excerpt: string
  readonly folder: string
  readonly due: string | null
  readonly changedAt: number
}

type Item = DocumentListItem<NoteSummary>

export function listNotes(
  items: readonly Item[],
  gone: ReadonlySet<string>,
  fresh: string | null
): readonly ListedNote[] {
  const notes = items
    .filter(({ id, summary }) => isNoteId(id) && !summary?.deleted && !gone.has(id))
    .map(
      ({ id, summary, changedAt }): ListedNote => ({
        id,
        title: summary?.title ?? null,
        excerpt: summary?.excerpt ?? '',
        folder: summary?.folder ?? '',
        due: summary?.due ?? null,
        changedAt
      })
    )
    // Same time (an import, say): by id, so that the order never depends on the order of arrival.
    .sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1))
  const isThere = fresh === null || fresh === '' || items.some(({ id }) => id === fresh)
  if (isThere) return notes
  return [{ id: fresh, title: '', excerpt: '', folder: '', due: null, changedAt: Date.now() }, ...notes]
}

/** Every word has to be there, in any order. */
export function filterNotes(notes: readonly ListedNote[], query: string): readonly ListedNote[] {
  const wanted = fold(query).split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return notes
  return notes.filter(({ title, excerpt, folder }) => {
    const text = fold(`${title ?? ''} ${excerpt} ${folder}`)
    return wanted.every((word) => text.includes(word))
  })
}

/** Without accents and capitals: "cafe" finds "Café". */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
