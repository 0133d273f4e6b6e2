import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { newNoteId, noteIdOfPath, noteText, pathOfNote, textHead } from './note.js'

it('N1 a note has an address that says which note it is', () => {
  const id = newNoteId()
  expect(id).toMatch(/^n\/[A-Za-z0-9_-]{22}$/)
  expect(noteIdOfPath(pathOfNote(id))).toBe(id)
  expect(noteIdOfPath(`${pathOfNote(id)}/`)).toBe(id)
})

it('N1 any other address is the list', () => {
  for (const path of ['/', '/n/', '/n/../x', '/n/a/b', '/healthz', '/n/%2e']) {
    expect(noteIdOfPath(path)).toBeNull()
  }
})

it('N6 the beginning of a text is what stands there now, however it was written', () => {
  const ydoc = new Y.Doc()
  const text = noteText(ydoc)
  text.insert(0, 'Green tea')
  text.insert(5, '😀 black')
  text.delete(0, 2)
  expect(textHead(ydoc, 100)).toBe(text.toString())
  expect(textHead(ydoc, 3)).toBe('een')
})
