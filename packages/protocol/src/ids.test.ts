import { describe, expect, it } from 'vitest'
import { isDocumentId, isId, isSpaceId } from './ids.js'

describe('ids', () => {
  it.each(['a', 'A-Z_0.9', '...', '-', 'x'.repeat(128), '__proto__'])('P1 %s is an id', (id) => {
    expect([isId(id), isSpaceId(id), isDocumentId(id)]).toEqual([true, true, true])
  })

  it.each(['', '.', '..', 'a b', 'ä', 'a\n', 'a\0', 'a\\b', 'x'.repeat(129)])('P1 %j is none', (id) => {
    expect([isId(id), isSpaceId(id), isDocumentId(id)]).toEqual([false, false, false])
  })

  it('P1 a document id may have segments, none of them empty or dots', () => {
    expect(isDocumentId('folder/sub/note')).toBe(true)
    expect(isId('folder/note')).toBe(false)
    for (const id of ['/a', 'a/', 'a//b', 'a/../b', './a', '/']) expect(isDocumentId(id), id).toBe(false)
  })
})
