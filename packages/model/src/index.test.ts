import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  counter,
  defineDocument,
  group,
  latest,
  list,
  manual,
  mapKey,
  order,
  records,
  register,
  rule,
  set,
  text
} from './index.js'
import { createReplica, meet, send, start } from './testing/replicas.js'

const task = defineDocument({
  name: 'task',
  version: 1,
  fields: {
    body: text(),
    title: register(z.string(), { strategy: manual(), default: '' }),
    folder: register(v.string()),
    due: register(z.string(), {
      strategy: rule((sides) => (sides.find(({ from }) => from === 'office') ?? sides.at(-1))?.value)
    }),
    tags: set(z.string()),
    log: list(v.number()),
    steps: order(z.string()),
    likes: counter(),
    address: group({ street: register(z.string()), city: register(z.string(), { strategy: latest() }) }),
    items: records({
      name: register(z.string()),
      done: register(z.boolean(), { default: false }),
      note: text()
    }),
    created: mapKey('meta', 'created', z.number())
  }
})

const pair = () => [createReplica(task, 'ana'), createReplica(task, 'ben')] as const

describe('fields', () => {
  it('V1 values are what was written, and defaults where nothing was', () => {
    const { document } = createReplica(task, 'ana')
    const { fields } = document
    expect(document.values()).toEqual({
      ...{ body: '', title: '', folder: undefined, due: undefined, tags: [], log: [], steps: [], likes: 0 },
      ...{ address: { street: undefined, city: undefined }, items: [], created: undefined }
    })
    fields.title.set('Tax')
    fields.folder.set('Home')
    fields.tags.add('b')
    fields.tags.add('a')
    fields.log.push(1, 2)
    fields.steps.put('second')
    fields.steps.put('first', 0)
    fields.likes.add(3)
    fields.address.street.set('High Street')
    fields.created.set(5)
    const id = fields.items.create({ name: 'Find papers' })
    fields.items.get(id)?.note.insert(0, 'in the attic')
    expect(document.values()).toEqual({
      ...{ body: '', title: 'Tax', folder: 'Home', due: undefined, tags: ['a', 'b'], log: [1, 2] },
      ...{ steps: ['first', 'second'], likes: 3, address: { street: 'High Street', city: undefined } },
      ...{ items: [{ id, name: 'Find papers', done: false, note: 'in the attic' }], created: 5 }
    })
  })

  it('V6 two titles that did not see each other stand side by side until a person picks one', () => {
    const [a, b] = pair()
    a.document.fields.title.set('Tax 2026')
    b.time.set(start + 1)
    b.document.fields.title.set('Taxes')
    meet(a, b)
    for (const { document } of [a, b]) {
      expect(document.fields.title.get()).toBe('Taxes')
      expect(document.conflicts.get()).toMatchObject([
        {
          path: ['title'],
          strategy: 'manual',
          value: 'Taxes',
          sides: [
            { value: 'Tax 2026', device: 'ana' },
            { value: 'Taxes', device: 'ben' }
          ]
        }
      ])
    }
    const [conflict] = a.document.conflicts.get()
    a.document.settle(conflict!, { side: conflict!.sides[0]!.id })
    send(a, b)
    for (const { document } of [a, b]) {
      expect(document.fields.title.get()).toBe('Tax 2026')
      expect(document.conflicts.get()).toEqual([])
    }
  })

  it('V6 undo of a choice brings the conflict back, and redo the choice', () => {
    const [a, b] = pair()
    a.document.fields.title.set('A')
    b.document.fields.title.set('B')
    meet(a, b)
    const [conflict] = a.document.conflicts.get()
    a.document.settle(conflict!, { value: 'C' })
    expect(a.document.conflicts.get()).toEqual([])
    expect(a.document.history.undo()).toBe(true)
    expect(a.document.conflicts.get()[0]?.sides.map(({ value, device }) => [value, device])).toEqual([
      ['A', 'ana'],
      ['B', 'ben']
    ])
    a.document.history.redo()
    meet(a, b)
    expect(b.document.fields.title.get()).toBe('C')
    expect(b.document.conflicts.get()).toEqual([])
  })

  it('V6 a write that says what its person saw leaves beside it what came since', () => {
    const [a, b] = pair()
    a.document.fields.title.set('Tax')
    meet(a, b)
    const seen = a.document.fields.title.sides()
    b.document.fields.title.set('Taxes')
    meet(a, b)
    a.time.set(start + 1)
    a.document.fields.title.set('Tax 2026', seen)
    meet(a, b)
    for (const { document } of [a, b]) {
      expect(document.fields.title.sides().map(({ value }) => value)).toEqual(['Taxes', 'Tax 2026'])
    }
    b.document.fields.title.set('Taxes 2026', b.document.fields.title.sides())
    expect(b.document.fields.title.sides().map(({ value }) => value)).toEqual(['Taxes 2026'])
    b.document.fields.title.clear([])
    expect(b.document.fields.title.sides().map(({ value }) => value)).toEqual([undefined])
  })

  it('V4 the later write is kept, whichever client id is higher', () => {
    for (let round = 0; round < 200; round++) {
      const [a, b] = pair()
      a.document.fields.folder.set('earlier')
      b.time.set(start + 5)
      b.document.fields.folder.set('later')
      meet(a, b)
      expect([a.document.fields.folder.get(), b.document.fields.folder.get()]).toEqual(['later', 'later'])
    }
  })

  it('V8 undo takes back one’s own edits alone', () => {
    const [a, b] = pair()
    a.document.fields.folder.set('one')
    meet(a, b)
    a.document.fields.folder.set('two')
    meet(a, b)
    b.document.fields.folder.set('three')
    meet(a, b)
    a.document.history.undo()
    expect(a.document.fields.folder.get()).toBe('three')
  })

  it('V2 text typed into records and counters add up', () => {
    const [a, b] = pair()
    a.document.fields.likes.add(2)
    b.document.fields.likes.add(5)
    meet(a, b)
    a.document.fields.likes.add(-1)
    b.document.fields.likes.add(1)
    meet(a, b)
    expect([a.document.fields.likes.get(), b.document.fields.likes.get()]).toEqual([7, 7])
  })
})
