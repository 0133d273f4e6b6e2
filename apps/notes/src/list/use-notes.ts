// The notes a list shows, as they change.

import type { Space } from '@weft/client'
import { useDocuments, useSignal } from '@weft/react'
import { useMemo } from 'react'
import { justDeleted } from '../note/actions.js'
import { freshNote } from '../note/fresh-note.js'
import type { NoteSummary } from '../note/summary.js'
import { filterNotes, type ListedNote, listNotes } from './list-notes.js'

export function useNotes(space: Space<NoteSummary>, query: string): readonly ListedNote[] {
  const items = useDocuments(space)
  const gone = useSignal(justDeleted)
  const fresh = useSignal(freshNote)
  const sorted = useMemo(() => listNotes(items, gone, fresh), [items, gone, fresh])
  return useMemo(() => filterNotes(sorted, query), [sorted, query])
}
