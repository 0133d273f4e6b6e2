// How many notes there are.

import type { Space } from '@weft/client'
import { useDocuments } from '@weft/react'
import type { ReactNode } from 'react'
import { isNoteId } from '../note/note.js'
import type { NoteSummary } from '../note/summary.js'
import { sheetWords } from '../words/sheet.js'

export function NoteCount({ space }: { space: Space<NoteSummary> }): ReactNode {
  const count = useDocuments(
    space,
    (items) => items.filter(({ id, summary }) => isNoteId(id) && !summary?.deleted).length
  )
  return <span className="count">{sheetWords.sheet.countNotes(count)}</span>
}
