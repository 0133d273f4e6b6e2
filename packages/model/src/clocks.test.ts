import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import * as z from 'zod'
import { mostAheadMs } from './candidates/stamp.js'
import { defineDocument } from './define-document.js'
import { counter, order, records, register, set } from './fields/field.js'
import { manual } from './strategies.js'
import { createReplica, createTestTime, meet, send, start } from './testing/replicas.js'

const year = 365 * 24 * 3_600_000

const sheet = defineDocument({
  name: 'sheet',
  version: 1,
  fields: {
    title: register(z.string()),
    other: register(z.string(), { strategy: manual() }),
    likes: counter(),
    tags: set(z.string()),
    steps: order(z.string()),
    items: records({ name: register(z.string()) })
  }
})

/** A device whose clock is off by so much from the relay's, which stands at `start`. */
const device = (name: string, off = 0, knows: 'knows' | 'does not know' = 'knows', ydoc = new Y.Doc()) =>
  createReplica(sheet, name, { ydoc, time: createTestTime(start + off, knows === 'knows' ? -off : null) })

type Device = ReturnType<typeof device>

const timesOf = ({ document }: Device): readonly number[] => document.fields.title.sides().map(({ at }) => at)
const title = ({ document }: Device): string | undefined => document.fields.title.get()

describe('clocks', () => {
  for (const [what, off, told] of [
    ['a year ahead', year, start],
    ['a year behind', -year, start],
    ['five minutes ahead', mostAheadMs, start + mostAheadMs],
    ['five minutes and a moment ahead', mostAheadMs + 1, start],
    ['five minutes behind', -mostAheadMs, start - mostAheadMs],
    ['five minutes and a moment behind', -mostAheadMs - 1, start]
  ] as const) {
    it(`V7 a clock ${what} writes with the relay’s time where it is off by more than five minutes`, () => {
      const a = device('ana', off)
      a.document.fields.title.set('x')
      expect(timesOf(a)).toEqual([told])
    })

    it(`V7 a clock ${what} that learns the relay’s time later corrects what it wrote`, () => {
      const a = device('ana', off, 'does not know')
      a.document.fields.title.set('x')
      expect(timesOf(a)).toEqual([start + off])
      a.time.tell(-off)
      expect(timesOf(a)).toEqual([told])
      expect(title(a)).toBe('x')
    })
  }

  it('V7 what is found a year ahead after a restart counts as five minutes ahead, exactly, and once', () => {
    const before = device('ana', year, 'does not know')
    before.document.fields.title.set('x')
    const ydoc = new Y.Doc()
    send(before, { ydoc })
    const a = device('ana', year, 'does not know', ydoc)
    let updates = 0
    ydoc.on('update', () => updates++)
    a.time.tell(-year)
    expect([timesOf(a), updates]).toEqual([[start + mostAheadMs], 1])
    for (const ahead of [-year - 2_000, -year, -year - 1]) a.time.tell(ahead)
    device('ana', year, 'knows', ydoc)
    expect([timesOf(a), updates]).toEqual([[start + mostAheadMs], 1])
  })

  it('V7 a year ahead wins for five minutes and no longer, a year behind loses to what was before it alone', () => {
    for (const [off, afterMs, winner] of [
      [year, mostAheadMs - 1, 'ana'],
      [year, mostAheadMs + 1, 'ben'],
      [-year, 1, 'ben']
    ] as const) {
      const before = device('ana', off, 'does not know')
      before.document.fields.title.set('ana')
      const a = device('ana', off, 'does not know')
      send(before, a)
      a.time.tell(-off)
      const b = device('ben')
      b.time.set(start + afterMs)
      b.document.fields.title.set('ben')
      meet(a, b)
      expect([title(a), title(b)]).toEqual([winner, winner])
    }
    const a = device('ana', -year, 'does not know')
    const b = device('ben')
    b.document.fields.title.set('ben')
    a.time.set(start - year + 1)
    a.document.fields.title.set('ana')
    a.time.tell(year)
    meet(a, b)
    expect([title(a), title(b)]).toEqual(['ana', 'ana'])
  })

  it('V7 a device corrects what itself wrote, and nothing of others', () => {
    const c = device('cem', year, 'does not know')
    c.document.fields.title.set('cem')
    const a = device('ana')
    send(c, a)
    a.time.tell(0)
    a.time.tell(1)
    expect(timesOf(a)).toEqual([start + year])
    c.time.tell(-year)
    meet(a, c)
    expect([timesOf(a), timesOf(c)]).toEqual([[start], [start]])
  })

  it('V7 a clock’s error is handed on to nobody: who has seen it writes with their own time', () => {
    const c = device('cem', year, 'does not know')
    c.document.fields.title.set('cem')
    const a = device('ana')
    const b = device('ben', 0, 'does not know')
    for (const one of [a, b]) {
      send(c, one)
      one.time.set(start + 1)
      one.document.fields.title.set('seen')
      one.document.fields.other.set('own')
    }
    expect([timesOf(a), timesOf(b)]).toEqual([[start + 1], [start + year]])
    b.time.tell(0)
    expect(timesOf(b)).toEqual([start + 1 + mostAheadMs])
    b.document.fields.title.set('again')
    expect(timesOf(b)[0]).toBeLessThanOrEqual(start + 1 + mostAheadMs)
  })

  it('V7 a device behind that answered a right time keeps to the time of its answer', () => {
    const b = device('ben')
    b.document.fields.title.set('ben')
    const a = device('ana', -year, 'does not know')
    send(b, a)
    a.time.set(start - year + 1_000)
    a.document.fields.title.set('ana')
    expect(timesOf(a)).toEqual([start])
    a.time.tell(year)
    expect(timesOf(a)).toEqual([start + 1_000])
  })

  it('V7 a wrong time of another that undo brings back stays as that other device wrote it', () => {
    const c = device('cem', year, 'does not know')
    c.document.fields.title.set('cem')
    const a = device('ana')
    send(c, a)
    a.document.fields.title.set('ana')
    a.document.history.undo()
    expect([title(a), timesOf(a)]).toEqual(['cem', [start + year]])
    send(a, c)
    c.time.tell(-year)
    expect([title(c), timesOf(c)]).toEqual(['cem', [start]])
  })

  it('V7 two tabs that correct at once leave one value, one sum, and no conflict', () => {
    for (let round = 0; round < 20; round++) {
      const a = device('ana', year, 'does not know')
      a.document.fields.title.set('x')
      a.document.fields.other.set('y')
      a.document.fields.likes.add(3)
      a.document.fields.tags.add('t')
      a.document.fields.steps.put('s')
      a.document.fields.items.create({ name: 'n' }, { id: 'one' })
      const tab = device('ana', year, 'does not know')
      send(a, tab)
      const values = a.document.values()
      a.time.tell(-year)
      tab.time.tell(-year)
      // One of them goes on before they meet.
      if (round % 2) a.document.fields.other.set('z')
      a.document.fields.likes.add(1)
      meet(a, tab)
      for (const { document } of [a, tab]) {
        expect(document.values()).toEqual({ ...values, likes: 4, other: round % 2 ? 'z' : 'y' })
        expect(document.conflicts.get()).toEqual([])
        expect(document.fields.title.sides()).toHaveLength(1)
        expect(document.fields.other.sides()).toHaveLength(1)
      }
    }
  })

  it('V7 a write that had seen the wrong time replaces it, also when it is corrected meanwhile', () => {
    const a = device('ana', year, 'does not know')
    a.document.fields.other.set('wrong time')
    const b = device('ben')
    send(a, b)
    b.document.fields.other.set('ben')
    a.time.tell(-year)
    meet(a, b)
    for (const { document } of [a, b]) {
      expect(document.conflicts.get()).toEqual([])
      expect(document.fields.other.get()).toBe('ben')
    }
    b.document.fields.other.set('ben again')
    meet(a, b)
    expect(a.document.fields.other.sides().map(({ value }) => value)).toEqual(['ben again'])
  })

  it('V7 a correction brings nothing back that was replaced again and again meanwhile', () => {
    const a = device('ana', year, 'does not know')
    a.document.fields.other.set('wrong time')
    const b = device('ben')
    send(a, b)
    b.document.fields.other.set('once')
    b.document.fields.other.set('twice')
    a.time.tell(-year)
    meet(a, b)
    for (const { document } of [a, b]) {
      expect(document.fields.other.sides().map(({ value }) => value)).toEqual(['twice'])
    }
  })

  it('V7 a correction is nobody’s edit: undo and redo go on with what was corrected', () => {
    const a = device('ana', year, 'does not know')
    a.document.fields.title.set('one')
    a.document.fields.title.set('two')
    a.document.history.undo()
    a.time.tell(-year)
    expect([title(a), timesOf(a)]).toEqual(['one', [start]])
    a.document.history.redo()
    expect([title(a), timesOf(a)]).toEqual(['two', [start]])
    a.document.history.undo()
    a.document.history.undo()
    expect(title(a)).toBeUndefined()
    expect(a.document.history.canUndo.get()).toBe(false)
  })

  it('V7 the ids of a conflict stay when a side’s time is corrected, and its time is told', () => {
    const a = device('ana', year, 'does not know')
    a.document.fields.other.set('a')
    const b = device('ben')
    b.document.fields.other.set('b')
    meet(a, b)
    const [before] = b.document.conflicts.get()
    a.time.tell(-year)
    send(a, b)
    const [after] = b.document.conflicts.get()
    expect(after?.sides.map(({ id }) => id).sort()).toEqual(before?.sides.map(({ id }) => id).sort())
    expect(after?.sides.map(({ at }) => at)).toEqual([start, start])
    const side = before?.sides.find(({ value }) => value === 'a')?.id as string
    b.document.settle(before!, { side })
    meet(a, b)
    expect([a.document.fields.other.get(), a.document.conflicts.get()]).toEqual(['a', []])
  })

  it('V4 a write is never behind what it had seen of the field, on whichever clock', () => {
    const a = device('ana', 60_000)
    a.document.fields.title.set('a')
    const b = device('ben')
    send(a, b)
    b.document.fields.title.set('b')
    const c = device('cem', 30_000)
    c.document.fields.title.set('c')
    meet(a, b, c)
    expect([title(a), title(b), title(c)]).toEqual(['b', 'b', 'b'])
  })
})
