import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import * as z from 'zod'
import { defineDocument } from '../define-document.js'
import { rename } from '../evolution/steps.js'
import {
  counter,
  group,
  list,
  mapKey,
  order,
  records,
  register,
  richText,
  set,
  text
} from '../fields/field.js'
import { createReplica, send } from '../testing/replicas.js'
import type { Change } from './changes.js'

const sheet = defineDocument({
  name: 'sheet',
  version: 2,
  fields: {
    body: text({ root: 'content/of it' }),
    page: richText(),
    title: register(z.string()),
    tags: set(z.string()),
    steps: order(z.string()),
    log: list(z.number()),
    likes: counter(),
    address: group({ street: register(z.string()), lines: text() }),
    items: records({
      name: register(z.string()),
      note: text(),
      page: richText(),
      log: list(z.number()),
      marks: set(z.string())
    }),
    created: mapKey('meta', 'created', z.number())
  },
  steps: { 2: [rename('head', 'title'), rename('things', 'items'), rename('items.label', 'items.name')] }
})

/** A device that edits, and one that hears of it. */
function pair() {
  const a = createReplica(sheet, 'ana')
  const b = createReplica(sheet, 'ben')
  a.document.fields.items.create({}, { id: 'a/b' })
  send(a, b)
  const here: (readonly Change[])[] = []
  const elsewhere: (readonly Change[])[] = []
  a.document.onChange((changes) => here.push(changes))
  b.document.onChange((changes) => elsewhere.push(changes))
  return { a, b, here, elsewhere }
}

type Fields = ReturnType<typeof pair>['a']['document']['fields']

const pathsOf = (changes: readonly (readonly Change[])[]): readonly string[] =>
  changes
    .flat()
    .map(({ path }) => path.join('.'))
    .sort()

const cases: readonly (readonly [string, (fields: Fields) => void, readonly string[]])[] = [
  ['a text', ({ body }) => body.insert(0, 'x'), ['body']],
  ['a rich text', ({ page }) => page.xml.insert(0, [new Y.XmlText('x')]), ['page']],
  ['a register', ({ title }) => title.set('x'), ['title']],
  ['a set', ({ tags }) => tags.add('a/b'), ['tags']],
  ['an order', ({ steps }) => steps.put('x'), ['steps']],
  ['a list', ({ log }) => log.push(1), ['log']],
  ['a counter', ({ likes }) => likes.add(1), ['likes']],
  ['a register of a group', ({ address }) => address.street.set('x'), ['address.street']],
  ['a text of a group', ({ address }) => address.lines.insert(0, 'x'), ['address.lines']],
  ['a key of a map', ({ created }) => created.set(1), ['created']],
  ['a record that comes', ({ items }) => void items.create({}, { id: 'two' }), ['items.two']],
  ['a record that moves', ({ items }) => items.move('a/b', 0), ['items.a/b']],
  ['a record that goes', ({ items }) => items.delete('a/b'), ['items.a/b']],
  ['a register of a record', ({ items }) => items.get('a/b')?.name.set('x'), ['items.a/b', 'items.a/b.name']],
  ['a set of a record', ({ items }) => items.get('a/b')?.marks.add('x'), ['items.a/b', 'items.a/b.marks']],
  ['a list of a record', ({ items }) => items.get('a/b')?.log.push(1), ['items.a/b', 'items.a/b.log']],
  // The other has never asked for it.
  [
    'a text of a record',
    ({ items }) => items.get('a/b')?.note.insert(0, 'x'),
    ['items.a/b', 'items.a/b.note']
  ],
  [
    'a rich text of a record',
    ({ items }) => items.get('a/b')?.page.xml.insert(0, [new Y.XmlText('x')]),
    ['items.a/b.page']
  ]
]

describe('changes', () => {
  for (const [what, edit, paths] of cases) {
    it(`V12 ${what} is told by its path, here and elsewhere`, () => {
      const { a, b, here, elsewhere } = pair()
      edit(a.document.fields)
      send(a, b)
      expect(pathsOf(here)).toEqual(paths)
      expect(pathsOf(elsewhere)).toEqual(paths)
      expect(here.flat().every(({ by }) => by === 'here')).toBe(true)
      expect(elsewhere.flat().every(({ by }) => by === 'elsewhere')).toBe(true)
    })
  }

  it('V12 a transaction tells once, each path once, after it is done', () => {
    const { a, here } = pair()
    const { document } = a
    document.onChange(() =>
      expect([document.fields.title.get(), document.fields.likes.get()]).toEqual(['y', 2])
    )
    document.change(() => {
      document.fields.title.set('x')
      document.fields.title.set('y')
      document.fields.likes.add(1)
      document.fields.likes.add(1)
    })
    expect(here.map((changes) => changes.length)).toEqual([2])
  })

  it('V12 what this version has no name for, and what changes nothing, is not told', () => {
    const { a, b, here, elsewhere } = pair()
    a.document.fields.tags.delete('none')
    const other = new Y.Doc()
    other.getMap('weft').set('unknown@3\neve', [1, 1, 0, 0, 'eve', [3, 1], [], null, null])
    other.getMap('meta').set('other', 1)
    other.getText('elsewhere').insert(0, 'x')
    send({ ydoc: other }, b)
    expect([here, elsewhere]).toEqual([[], []])
    expect(b.document.state.get()).toEqual({ kind: 'open' })
  })

  it('V12 undo is told like an edit, and nothing after closing', () => {
    const { a, here } = pair()
    a.document.fields.title.set('x')
    a.document.history.undo()
    expect(pathsOf(here)).toEqual(['title', 'title'])
    void a.document.close()
    a.ydoc.getText('content/of it').insert(0, 'x')
    expect(here).toHaveLength(2)
  })
})
