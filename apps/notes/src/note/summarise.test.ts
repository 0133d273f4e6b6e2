import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { markCreated, markDeleted, noteText, unmarkDeleted } from './note.js'
import { note } from './note-schema.js'
import { summaryOf, titleAndExcerpt } from './summarise.js'

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
  expect(summaryOf(ydoc)).toEqual({
    ...{ title: 'Tea', excerpt: 'Green', folder: '', due: null, created: 5, deleted: 9, conflicts: [] }
  })
  unmarkDeleted(ydoc)
  expect(summaryOf(ydoc)?.deleted).toBeNull()
})

it('N6 a title of its own takes the place of the first line, which is text like the rest then', () => {
  const ydoc = new Y.Doc()
  noteText(ydoc).insert(0, '# Tea\nGreen')
  const { fields } = note.bind(ydoc, { author: { device: 'desk' } })
  fields.title.set('Shopping')
  fields.folder.set('Home')
  fields.due.set('2026-12-03')
  expect(summaryOf(ydoc)).toMatchObject({
    ...{ title: 'Shopping', excerpt: 'Tea Green', folder: 'Home', due: '2026-12-03' }
  })
  fields.title.clear()
  expect(summaryOf(ydoc)).toMatchObject({ title: 'Tea', excerpt: 'Green' })
})

it('N7 a summary says what its note is in two minds about, and survives being kept', () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  for (const [ydoc, device] of [[one, 'desk'] as const, [other, 'phone'] as const]) {
    markCreated(ydoc, 5)
    note.bind(ydoc, { author: { device } }).fields.title.set(`From the ${device}`)
  }
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
  const kept = JSON.parse(JSON.stringify(summaryOf(one)))
  const [conflict] = kept.conflicts
  expect(conflict).toMatchObject({ path: ['title'], strategy: 'manual' })
  expect(conflict.sides.map(({ value }: { value: string }) => value).sort()).toEqual([
    'From the desk',
    'From the phone'
  ])
})

it('N8 a note whose content is of other software has a summary all the same', () => {
  const ydoc = new Y.Doc()
  ydoc.getMap('text').set('no', 'text')
  markCreated(ydoc, 5)
  expect(summaryOf(ydoc)).toMatchObject({ title: '', created: 5 })
})
