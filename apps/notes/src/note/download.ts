// A note as a Markdown file: also the way out when nothing can be stored.

import type { Space } from '@weft/client'
import { noteText } from './note.js'
import { titleAndExcerpt } from './summary.js'

export async function downloadNote(space: Space<unknown>, id: string): Promise<void> {
  const note = await space.openDocument(id)
  try {
    const text = noteText(note.ydoc).toString()
    save(`${fileName(titleAndExcerpt(text).title)}.md`, text)
  } finally {
    await note.close()
  }
}

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
