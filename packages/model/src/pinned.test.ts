// What was found by reading and by trying, each as it was found.

import { createSeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import * as z from 'zod'
import { defineDocument } from './define-document.js'
import { add, change, moveInto, remove, rename, type Steps } from './evolution/steps.js'
import { group, list, order, records, register, set, text } from './fields/field.js'
import { placeAt } from './fields/places.js'
import { manual, rule } from './strategies.js'
import { createReplica, createTestTime, meet, send, start } from './testing/replicas.js'

const year = 365 * 24 * 3_600_000
const title = register(z.string(), { strategy: manual() })
const note = defineDocument({
  name: 'note',
  version: 1,
  fields: { title, folder: register(z.string()), tags: set(z.string()), steps: order(z.string()) }
})

describe('writes side by side', () => {
  it('V3 a text that is called as a register hides no conflict of it', () => {
    for (const fields of [
      { title, old: text({ root: 'title' }) },
      { old: text({ root: 'title' }), title }
    ]) {
      const both = defineDocument({ name: 'both', version: 1, fields })
      const time = createTestTime(start + year)
      const [a, b] = [
        createReplica(both, 'a', { time }),
        createReplica(both, 'b', { time: createTestTime(start, 0) })
      ]
      a.document.fields.title.set('A')
      b.document.fields.title.set('B')
      a.document.fields.old.insert(0, 'text')
      meet(a, b)
      expect(b.document.conflicts.get()).toMatchObject([{ path: ['title'] }])
      a.time.tell(-year)
      expect(a.document.fields.title.sides().every(({ at }) => at < start + year)).toBe(true)
    }
  })

  it('V8 undo brings nothing back that another device replaced, however often it wrote since', () => {
    const [a, b] = [createReplica(note, 'a'), createReplica(note, 'b')]
    b.document.fields.title.set('first')
    meet(a, b)
    a.document.fields.title.set('mine')
    for (const value of ['second', 'third', 'fourth']) b.document.fields.title.set(value)
    const c = createReplica(note, 'c')
    send(b, c)
    c.document.fields.title.set('fifth')
    meet(a, b, c)
    a.document.history.undo()
    expect(a.document.fields.title.sides().map(({ value }) => value)).toEqual(['fifth'])
  })

  it('V6 what was seen before an undo is known under the id that it has since', () => {
    const { document } = createReplica(note, 'a')
    document.fields.title.set('A')
    const seen = document.fields.title.sides()
    document.history.stop()
    document.fields.title.set('B')
    document.history.undo()
    document.fields.title.set('C', seen)
    expect(document.fields.title.sides().map(({ value }) => value)).toEqual(['C'])
  })

  it('V3 two bindings that write in one transaction see one another', () => {
    const ydoc = new Y.Doc()
    const [one, other] = ['a', 'b'].map((device) => createReplica(note, device, { ydoc }).document)
    ydoc.transact(() => {
      one?.fields.title.set('A')
      other?.fields.title.set('B')
    })
    expect(one?.fields.title.sides().map(({ value }) => value)).toEqual(['B'])
  })

  it('V4 one value for all where two keys name one place', () => {
    const candidate = (value: string) => [1, 1, start, 0, 'd', [1, value], [], null, null]
    const read = (keys: readonly string[]): unknown => {
      const ydoc = new Y.Doc()
      for (const key of keys) ydoc.getMap('weft').set(key, candidate(key))
      return note.read(ydoc).values.folder
    }
    const keys = ['folder\nWRITER', '%66older\nWRITER']
    expect(read(keys)).toBe(read([...keys].reverse()))
  })

  it('V2 two devices that put something into one gap hardly ever choose one place', () => {
    const random = createSeededRandom(7)
    const first = placeAt([], 0, random)
    const placed = [{ id: 'x', place: first }]
    placed.push({ id: 'y', place: placeAt(placed, 1, random) })
    for (const index of [0, 1, 2]) {
      let met = 0
      for (let time = 0; time < 2_000; time++) {
        const [mine, theirs] = [placeAt(placed, index, random), placeAt(placed, index, random)]
        if (mine === theirs) met++
        for (const place of [mine, theirs]) {
          expect(index === 0 || place > (placed[index - 1]?.place ?? '')).toBe(true)
          expect(index === 2 || place < (placed[index]?.place ?? '')).toBe(true)
        }
      }
      expect(met).toBeLessThan(2)
    }
  })
})

describe('clocks', () => {
  it('V7 an error that was taken over with one field does not reach another', () => {
    const wrong = createReplica(note, 'wrong', { time: createTestTime(start + year) })
    const [b, e] = [createReplica(note, 'b'), createReplica(note, 'e', { time: createTestTime(start + 5) })]
    wrong.document.fields.title.set('from the future')
    send(wrong, b)
    b.document.fields.title.set('seen')
    b.document.fields.folder.set('earlier')
    e.document.fields.folder.set('later')
    meet(b, e)
    expect(b.document.fields.folder.get()).toBe('later')
  })

  it('V4 a count that can go no higher goes on with the next moment', () => {
    const { ydoc, document, time } = createReplica(note, 'a')
    time.tell(0)
    ydoc.getMap('weft').set('folder\nOTHER', [1, 1, start, 0xffff_ffff, 'd', [1, 'x'], [], null, null])
    document.fields.folder.set('mine')
    expect(document.state.get()).toEqual({ kind: 'open' })
    expect(document.fields.folder.sides()).toMatchObject([{ value: 'mine', at: start + 1 }])
    ydoc.getMap('weft').set('title\nOTHER', [1, 1, start, 2 ** 53 - 1, 'd', [1, 'x'], [], null, null])
    expect(document.state.get()).toMatchObject({ why: 'misfit' })
  })
})

describe('versions', () => {
  const value = register(z.number())
  const twice = { forward: (old: number) => old * 2, backward: (now: number) => now / 2 }
  const define =
    (steps: Steps, fields: Parameters<typeof defineDocument>[0]['fields'] = { value }) =>
    () =>
      defineDocument({ name: 'v', version: 3, steps, fields })

  it('V9 a version that would give a field two shapes is refused', () => {
    expect(define({ 2: [change('value', twice), change('value', twice)] })).toThrow(/twice/)
    expect(define({ 2: [add('value'), change('value', twice)] })).toThrow(/adds/)
    expect(define({ 2: [change('value', twice)], 3: [change('value', twice)] })).not.toThrow()
  })

  it('V9 records and groups that once had a step of their own can be removed, and content does not move between them', () => {
    expect(define({ 2: [add('tasks.due')], 3: [remove('tasks')] })).not.toThrow()
    expect(define({ 2: [moveInto('address', ['street'])], 3: [remove('address')] })).not.toThrow()
    const inside = { tasks: records({ value }), place: group({ street: value }) }
    expect(define({ 2: [rename('value', 'tasks.value')] }, inside)).toThrow(/stays where it is/)
  })

  it('V9 an old version that picks a newer write keeps what it cannot read of it', () => {
    const step = {
      forward: (old: string) => ({ text: old, lang: '?' }),
      backward: (now: { text: string; lang: string }) => now.text
    }
    const old = defineDocument({ name: 'v', version: 1, fields: { title } })
    const fields = {
      title: register(z.object({ text: z.string(), lang: z.string() }), { strategy: manual() })
    }
    const now = defineDocument({ name: 'v', version: 2, fields, steps: { 2: [change('title', step)] } })
    const [a, b] = [createReplica(old, 'a'), createReplica(now, 'b')]
    a.document.fields.title.set('A')
    b.document.fields.title.set({ text: 'B', lang: 'de' })
    meet(a, b)
    const [conflict] = a.document.conflicts.get()
    const newer = conflict?.sides.find(({ device }) => device === 'b')
    a.document.settle(conflict!, { side: newer!.id })
    meet(a, b)
    expect(b.document.fields.title.get()).toEqual({ text: 'B', lang: 'de' })
  })
})

describe('what does not fit', () => {
  it('V11 a record that comes after its wrong content is looked at with it', () => {
    const sheet = defineDocument({
      name: 's',
      version: 1,
      fields: { items: records({ log: list(z.number()) }) }
    })
    const [a, b] = [createReplica(sheet, 'a'), createReplica(sheet, 'b')]
    b.ydoc.getArray('items/one/log').push(['no number'])
    a.document.fields.items.create({}, { id: 'one' })
    send(a, b)
    expect(b.document.state.get()).toEqual(sheet.read(b.ydoc).state)
    expect(b.document.state.get()).toMatchObject({ report: [{ path: ['items', 'one', 'log', '0'] }] })
  })

  it('V11 a key of thousands of segments is of nobody known', () => {
    const ydoc = new Y.Doc()
    const deep = 'x/'.repeat(8_000)
    ydoc.getMap('weft').set(`${deep}\nWRITER`, [1, 1, start, 0, 'd', [1, 'x'], [], null, null])
    const { document, time } = createReplica(note, 'a', { ydoc })
    time.tell(-year)
    expect([document.state.get().kind, note.read(ydoc).state.kind]).toEqual(['open', 'open'])
  })

  it('V1 what is read is a copy, and defaults and rules give what the field holds', () => {
    const anything = defineDocument({
      name: 'any',
      version: 1,
      fields: {
        a: register(z.custom<number[]>(Array.isArray)),
        b: register(z.array(z.number()), { default: [1] }),
        odd: register(z.int(), { strategy: rule(() => 1.5) })
      }
    })
    const [a, b] = [createReplica(anything, 'a'), createReplica(anything, 'b')]
    a.document.fields.a.set([1])
    a.document.fields.a.get()?.push(2)
    a.document.fields.b.get().push(2)
    send(a, b)
    expect([b.document.fields.a.get(), b.document.fields.b.get()]).toEqual([[1], [1]])
    expect(createReplica(anything, 'c', { ydoc: a.ydoc }).document.fields.a.get()).toEqual([1])
    a.document.fields.odd.set(1)
    b.document.fields.odd.set(2)
    meet(a, b)
    expect(() => a.document.fields.odd.get()).toThrow(/does not hold/)
    const wrong = () => register(z.number().max(5), { default: 99 })
    expect(() => defineDocument({ name: 'd', version: 1, fields: { wrong: wrong() } })).toThrow(/default/)
  })
})
