import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { meet } from './testing/replicas.js'
import { createWorld, type Device } from './testing/world.js'

describe('undo beside another', () => {
  const pair = () => createWorld(2).devices as readonly [Device, Device]

  it('V8 a record that another edited meanwhile stays whole when its making is taken back', () => {
    const [a, b] = pair()
    a.document.fields.items.create({ name: 5 }, { id: 'first' })
    a.document.fields.items.create({ name: 1 }, { id: 'one' })
    meet(a, b)
    b.document.fields.items.get('one')?.count.add(2)
    meet(a, b)
    a.document.history.undo()
    meet(a, b)
    for (const { document } of [a, b]) {
      expect(document.values().items.map(({ id, name, count }) => [id, name, count])).toEqual([
        ['first', 5, 0],
        ['one', 1, 2]
      ])
    }
  })

  it('V8 the making of a record is one step, and redo brings the record back whole', () => {
    const [a] = pair()
    a.document.fields.items.create({ name: 1 }, { id: 'one' })
    const { items } = a.document.values()
    a.document.history.undo()
    expect(a.document.values().items).toEqual([])
    a.document.history.redo()
    expect(a.document.values().items).toEqual(items)
    a.document.history.undo()
    expect([a.document.values().items, a.document.history.canUndo.get()]).toEqual([[], false])
  })

  it('V8 what another replaced at the same time does not come back beside what they wrote', () => {
    const [a, b] = pair()
    a.document.fields.hand.set(1)
    meet(a, b)
    a.document.fields.hand.set(2)
    b.document.fields.hand.set(3)
    meet(a, b)
    a.document.history.undo()
    meet(a, b)
    for (const { document } of [a, b]) {
      expect(document.fields.hand.sides().map(({ value }) => value)).toEqual([3])
    }
  })

  it('V8 the same value that another put under a key of a map since stays', () => {
    const [a, b] = pair()
    a.document.fields.created.set(1)
    meet(a, b)
    b.document.fields.created.set(2)
    b.document.fields.created.set(1)
    meet(a, b)
    a.document.history.undo()
    expect(a.document.fields.created.get()).toBe(1)
  })

  it('V8 a conflict in a record that is settled keeps the record from a removal that had not seen it', () => {
    const [a, b] = pair()
    a.document.fields.items.create({}, { id: 'one' })
    meet(a, b)
    a.document.fields.items.get('one')?.name.set(1)
    b.document.fields.items.get('one')?.name.set(2)
    meet(a, b)
    const [conflict] = a.document.conflicts.get()
    a.document.settle(conflict!, { value: 3 })
    b.document.fields.items.delete('one')
    meet(a, b)
    expect(b.document.values().items.map(({ name }) => name)).toEqual([3])
  })

  it('V8 undo of a closed or read-only document is refused by name, and is there again afterwards', () => {
    const [a, b] = pair()
    a.document.fields.late.set(1)
    meet(a, b)
    b.ydoc.getMap('weft').set('late\neve', 5)
    meet(a, b)
    expect(() => a.document.history.undo()).toThrow(expect.objectContaining({ code: 'document-read-only' }))
    b.ydoc.getMap('weft').delete('late\neve')
    meet(a, b)
    expect(a.document.history.undo()).toBe(true)
    expect(a.document.fields.late.get()).toBeUndefined()
    void a.document.close()
    expect(() => a.document.history.redo()).toThrow(expect.objectContaining({ code: 'document-closed' }))
    expect(Y.encodeStateAsUpdate(a.ydoc).length).toBeGreaterThan(0)
  })
})
