// A note as a Markdown file: also the way out when nothing can be stored.

import type { Space } from '@weft/client'
import { noteText } from './note.js'
import type { NoteSummary } from './summary.js'

export async function downloadNote(space: Space<NoteSummary>, id: string): Promise<void> {
  const title = space.documents.get().find((item) => item.id === id)?.summary?.title
  const note = await space.openDocument(id)
  try {
    const text = noteText(note.ydoc).toString()
    save(`${fileName(title || firstWords(text))}.md`, text)
  } finally {
    await note.close()
  }
}

/** Where nothing was read for the list yet, as while nothing can be stored. */
const firstWords = (text: string): string => text.trimStart().split('\n', 1)[0]?.replace(/^#+ /, '') ?? ''

/** Without what some file system does not take. */
const fileName = (title: string): string =>
  title
    .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
    .trim()
    .slice(0, 80) || 'note'

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
