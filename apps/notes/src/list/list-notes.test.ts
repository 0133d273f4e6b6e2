import { expect, it } from 'vitest'
import { filterNotes, listNotes } from './list-notes.js'

const item = (
  id: string,
  changedAt: number,
  title: string | null,
  deleted: number | null = null,
  folder = ''
) => ({
  id,
  changedAt,
  summary:
    title === null
      ? null
      : { title, excerpt: `${title} more`, folder, due: null, created: 1, deleted, conflicts: [] }
})
const ids = (notes: ReturnType<typeof listNotes>) => notes.map(({ id }) => id)
const none: ReadonlySet<string> = new Set()

it('N2 the list has the newest note first, and the same order for the same times', () => {
  const items = [item('n/b', 5, 'B'), item('n/a', 5, 'A'), item('n/c', 9, 'C'), item('other', 10, 'X')]
  expect(ids(listNotes(items, none, null))).toEqual(['n/c', 'n/a', 'n/b'])
  expect(ids(listNotes(items.reverse(), none, null))).toEqual(['n/c', 'n/a', 'n/b'])
})

it('N3 a deleted note leaves the list at once, and comes back when it is restored', () => {
  const items = [item('n/a', 5, 'A', 7), item('n/b', 4, 'B')]
  expect(ids(listNotes(items, none, null))).toEqual(['n/b'])
  expect(ids(listNotes(items, new Set(['n/b']), null))).toEqual([])
})

it('N2 a note that was just started is listed before its first keystroke, once', () => {
  expect(ids(listNotes([item('n/a', 5, 'A')], none, 'n/new'))).toEqual(['n/new', 'n/a'])
  expect(ids(listNotes([item('n/a', 5, 'A')], none, 'n/a'))).toEqual(['n/a'])
  expect(ids(listNotes([item('n/a', 5, 'A')], none, ''))).toEqual(['n/a'])
})

it('N2 a note whose summary is not read yet is listed', () => {
  expect(listNotes([item('n/a', 5, null)], none, null)[0]?.title).toBeNull()
})

it('N2 searching finds words in any order, whatever their accents and capitals', () => {
  const notes = listNotes([item('n/a', 5, 'Café in Kyoto'), item('n/b', 4, 'Tea')], none, null)
  expect(ids(filterNotes(notes, 'kyoto CAFE'))).toEqual(['n/a'])
  expect(ids(filterNotes(notes, 'kyoto tea'))).toEqual([])
  expect(filterNotes(notes, '  ')).toBe(notes)
})

it('N6 searching finds a note by its folder', () => {
  const notes = listNotes([item('n/a', 5, 'Tea', null, 'Récipes'), item('n/b', 4, 'Tax')], none, null)
  expect(ids(filterNotes(notes, 'recipes tea'))).toEqual(['n/a'])
})
