// The page's title is the note's, so that tabs, history and bookmarks say which note they are.

import type { Space } from '@weft/client'
import { useDocuments } from '@weft/react'
import { useEffect } from 'react'
import type { NoteSummary } from '../note/summary.js'
import { words } from '../words/app.js'

export function useDocumentTitle(space: Space<NoteSummary>, id: string | null): void {
  const title = useDocuments(space, (items) =>
    id === null ? null : (items.find((item) => item.id === id)?.summary?.title ?? null)
  )
  useEffect(() => {
    document.title = title ? `${title} – ${words.appName}` : words.appName
  }, [title])
}
