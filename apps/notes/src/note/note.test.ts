import { expect, it } from 'vitest'
import { newNoteId, noteIdOfPath, pathOfNote } from './note.js'

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
