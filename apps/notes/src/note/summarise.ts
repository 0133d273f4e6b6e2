// Reads what the list shows of a note out of its document. Loaded when the first summary is due.

import type * as Y from 'yjs'
import { note } from './note-schema.js'
import type { NoteSummary } from './summary.js'

const titleLength = 120
const excerptLength = 200
/** No more of a long note is read than a title and an excerpt can need. */
const headLength = 2000

export function summaryOf(ydoc: Y.Doc): NoteSummary | null {
  const { values, conflicts } = note.read(ydoc)
  const { text, created = null, deleted = null, folder = '', due = null } = values
  // Loaded before its first edit came: nothing to say of it yet.
  if (text === '' && created === null) return null
  const head = titleAndExcerpt(text.slice(0, headLength))
  const named = values.title ? { title: values.title, excerpt: wholeExcerpt(head) } : head
  return { ...named, folder, due, created, deleted, conflicts }
}

/** Under a title of its own, the first line is text like the rest. */
const wholeExcerpt = ({ title, excerpt }: { title: string; excerpt: string }): string =>
  cut([title, excerpt].filter(Boolean).join(' '), excerptLength)

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
