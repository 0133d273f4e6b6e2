// What the list shows of a note that is not open.

import type { SpaceOptions } from '@weft/client'
import type * as Y from 'yjs'
import { createdAt, deletedAt, noteText } from './note.js'

/** JSON, kept by the client beside the note. */
export type NoteSummary = {
  readonly title: string
  readonly excerpt: string
  readonly created: number | null
  readonly deleted: number | null
}

const titleLength = 120
const excerptLength = 200
/** No more of a long note is read than a title and an excerpt can need. */
const headLength = 2000

export const summaryOption: NonNullable<SpaceOptions<NoteSummary>['summary']> = { version: 1, of: summaryOf }

export function summaryOf(ydoc: Y.Doc): NoteSummary | null {
  const text = noteText(ydoc)
  const created = createdAt(ydoc)
  // Loaded before its first edit came: nothing to say of it yet.
  if (text.length === 0 && created === null) return null
  return { ...titleAndExcerpt(text.toString().slice(0, headLength)), created, deleted: deletedAt(ydoc) }
}

/** The title is the first line that says something; the excerpt is what follows, on one line. Both without marks. */
export function titleAndExcerpt(markdown: string): { title: string; excerpt: string } {
  const lines = markdown.split('\n').map(plainText).filter(Boolean)
  const [title = '', ...rest] = lines
  return { title: cut(title, titleLength), excerpt: cut(rest.join(' '), excerptLength) }
}

/** A Markdown line as it reads: not a parser, only what would look like noise in a list. */
function plainText(line: string): string {
  return line
    .replace(/^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+(?:\[[ xX]\]\s+)?|\d+[.)]\s+)/, '')
    .replace(/^\s*(?:#{1,6}|[-*+_=]{2,}|```.*|~~~.*)\s*$/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(^|\W)[*_](\S(?:.*?\S)?)[*_](?=\W|$)/g, '$1$2')
    .trim()
}

/** Not in the middle of a surrogate pair. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const end = /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? length - 1 : length
  return `${text.slice(0, end).trimEnd()}…`
}
