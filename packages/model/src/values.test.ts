import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bound, deep, sheet, wrong } from './testing/every-field.js'

describe('values', () => {
  it('V1 what is taken away and is not there changes nothing', () => {
    const { document, ydoc } = bound()
    document.fields.tags.delete('none')
    document.fields.steps.delete('none')
    document.fields.items.delete('none')
    document.fields.created.delete()
    document.fields.title.clear()
    document.fields.likes.add(0)
    document.fields.log.push()
    document.change(() => undefined)
    expect(Y.encodeStateAsUpdate(ydoc)).toEqual(Y.encodeStateAsUpdate(new Y.Doc()))
    expect(document.history.canUndo.get()).toBe(false)
  })

  it('V1 a value of the most levels that can be written can be read', () => {
    const { document, ydoc } = bound()
    document.fields.any.set(wrong(deep(48)))
    expect(document.state.get()).toEqual({ kind: 'open' })
    expect(sheet.read(ydoc).state).toEqual({ kind: 'open' })
    expect(sheet.read(ydoc).values.any).toEqual(deep(48))
  })

  it('V1 null is a value like another', () => {
    const { document, ydoc } = bound()
    expect(document.fields.maybe.get()).toBe('nobody')
    document.fields.maybe.set(null)
    expect([document.fields.maybe.get(), document.values().maybe, sheet.read(ydoc).values.maybe]).toEqual([
      null,
      null,
      null
    ])
    document.fields.maybe.clear()
    expect(document.fields.maybe.get()).toBe('nobody')
  })

  it('V1 members that are undefined are left out', () => {
    const { document } = bound()
    document.fields.loose.set(wrong({ a: 1, b: undefined }))
    expect(document.values().loose).toEqual({ a: 1 })
  })

  it('V1 a document that was closed refuses every edit', () => {
    const { document, ydoc } = bound()
    void document.close()
    expect(() => document.fields.title.set('x')).toThrow(expect.objectContaining({ code: 'document-closed' }))
    expect(Y.encodeStateAsUpdate(ydoc)).toEqual(Y.encodeStateAsUpdate(new Y.Doc()))
  })
})
