import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentIdToName, nameToDocumentId, roomToDocumentId } from './document-name.js'
import { isDocumentId } from './ids.js'

describe('the id of a document of another server', () => {
  it.each(['note', 'a/b.md', 'A-1_2.3', '.hidden', 'a/.b', 'a.', `${'x'.repeat(128)}`])(
    'F11 is its name where that is an id: %s',
    (name) => {
      expect(nameToDocumentId(name)).toBe(name)
    }
  )

  it.each([
    ['room 42', 'room..20.42'],
    ['room:42', 'room..3a.42'],
    ['my%20room', 'my..25.20room'],
    ['中文', '..4e2d-6587.'],
    ['🙂', '..1f642.'],
    ['', '...'],
    ['.', '..2e.'],
    ['..', '..2e-2e.'],
    ['a..20.b', 'a..2e-2e.20.b'],
    ['/a', '..2f.a'],
    ['a//b', 'a..2f-2f.b'],
    ['a/', 'a..2f.'],
    ['a/./b', 'a/..2e./b']
  ])('F11 escapes what an id cannot have: %j is %s', (name, id) => {
    expect(nameToDocumentId(name)).toBe(id)
    expect(documentIdToName(id)).toBe(name)
  })

  it('F11 gives every name an id of its own, from which the name can be read', () => {
    const tricky = fc.stringMatching(/^[ab./ é20-]{0,12}$/)
    const names = fc.oneof(tricky, fc.string({ unit: 'binary', maxLength: 20 }))
    fc.assert(
      fc.property(names, (name) => {
        const id = nameToDocumentId(name)
        expect(documentIdToName(id)).toBe(name)
        if (id.length <= 128) expect(isDocumentId(id)).toBe(true)
        if (isDocumentId(name) && !name.includes('..')) expect(id).toBe(name)
      })
    )
  })
})

describe('the id of a room in an address', () => {
  it.each([
    ['note', 'note'],
    ['folder%2Fnote', 'folder/note'],
    ['folder/note', 'folder/note'],
    ['my%20room', nameToDocumentId('my room')],
    ['%E4%B8%AD%E6%96%87', nameToDocumentId('中文')],
    ['50%', '50..25.'],
    ['a..b', nameToDocumentId('a..b')]
  ])('F1 of %s is %s', (room, id) => {
    expect(roomToDocumentId(room)).toBe(id)
    expect(isDocumentId(id)).toBe(true)
  })
})
