import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { markCreated, markDeleted, noteText, unmarkDeleted } from './note.js'
import { summaryOf, titleAndExcerpt } from './summary.js'

it('N2 the title is the first line that says something, without its mark', () => {
  expect(titleAndExcerpt('\n\n## Kyoto\n\nArrive *late*\n- [x] Rail **pass**')).toEqual({
    title: 'Kyoto',
    excerpt: 'Arrive late Rail pass'
  })
  expect(titleAndExcerpt('Plain title')).toEqual({ title: 'Plain title', excerpt: '' })
  expect(titleAndExcerpt('')).toEqual({ title: '', excerpt: '' })
})

it('N2 an excerpt reads as text: links by their words, no fences, no rules', () => {
  const note = '# T\n---\n```js\ncode\n```\n> see [the map](https://example.org) and snake_case_name\n1. one'
  expect(titleAndExcerpt(note).excerpt).toBe('code see the map and snake_case_name one')
})

it('N2 what is cut is cut between characters', () => {
  const { title } = titleAndExcerpt(`${'a'.repeat(119)}😀 and more`)
  expect(title).toBe(`${'a'.repeat(119)}…`)
})

it('N3 deleting leaves the text as it is, and can be taken back', () => {
  const ydoc = new Y.Doc()
  expect(summaryOf(ydoc)).toBeNull()
  noteText(ydoc).insert(0, '# Tea\nGreen')
  markCreated(ydoc, 5)
  markCreated(ydoc, 6)
  markDeleted(ydoc, 9)
  expect(summaryOf(ydoc)).toEqual({ title: 'Tea', excerpt: 'Green', created: 5, deleted: 9 })
  unmarkDeleted(ydoc)
  expect(summaryOf(ydoc)?.deleted).toBeNull()
})
