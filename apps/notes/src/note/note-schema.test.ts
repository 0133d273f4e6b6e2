import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { markCreated, noteText } from './note.js'
import { noteFormat } from './note-format.js'
import { note, noteV1, noteV2, officeFirst } from './note-schema.js'
import { welcomeUpdate } from './welcome.js'

const side = (id: string, value: string, from: string, at: number) => ({ id, value, from, at, device: from })

it('N6 the office’s due date beats the phone’s, however much later the phone’s is', () => {
  expect(officeFirst([side('a.1', '2026-12-01', 'office', 5), side('b.1', '2026-12-02', 'phone', 9)])).toBe(
    '2026-12-01'
  )
  expect(officeFirst([side('a.1', '2026-12-01', 'phone', 5), side('b.1', '2026-12-02', 'phone', 9)])).toBe(
    '2026-12-02'
  )
  const offices = [side('a.1', '2026-12-01', 'office', 5), side('b.1', '2026-12-02', 'office', 5)]
  expect(officeFirst(offices)).toBe(officeFirst([...offices].reverse()))
})

it('N6 a day that is none is refused', () => {
  const { fields } = note.bind(new Y.Doc(), { author: { device: 'desk' } })
  expect(() => fields.due.set('tomorrow')).toThrow(expect.objectContaining({ code: 'value-invalid' }))
  fields.due.set('2026-12-03')
  expect(fields.due.get()).toBe('2026-12-03')
})

it('V9 notes that were there before the schema, the welcome note too, fit every version of it', () => {
  const plain = new Y.Doc()
  noteText(plain).insert(0, 'Tea')
  markCreated(plain, 5)
  const welcome = new Y.Doc()
  Y.applyUpdate(welcome, welcomeUpdate())
  for (const ydoc of [plain, welcome, new Y.Doc()]) {
    for (const version of [noteV1, noteV2, note]) expect(version.read(ydoc).state).toEqual({ kind: 'open' })
  }
  expect(note.schema).toEqual(noteFormat)
})
