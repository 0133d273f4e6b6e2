// A device whose clock is wrong, before and after the relay told its time.

import { expect, it } from 'vitest'
import * as Y from 'yjs'
import * as z from 'zod'
import { mostAheadMs } from '../candidates/stamp.js'
import { defineDocument } from '../define-document.js'
import { counter, register } from '../fields/field.js'
import { createReplica, createTestTime, meet, send, start } from '../testing/replicas.js'

const year = 365 * 24 * 3_600_000
const note = defineDocument({
  name: 'note',
  version: 1,
  fields: { folder: register(z.string()), likes: counter() }
})

it('V7 a clock that is a year ahead does not win over a later write once the relay told its time', () => {
  const ahead = createReplica(note, 'ahead', { time: createTestTime(start + year) })
  const right = createReplica(note, 'right', { time: createTestTime(start + 1, 0) })
  ahead.document.fields.folder.set('from the future')
  right.document.fields.folder.set('written later')
  ahead.time.set(start + year + 10_000)
  ahead.time.tell(-year)
  meet(ahead, right)
  expect([ahead, right].map(({ document }) => document.fields.folder.get())).toEqual([
    'written later',
    'written later'
  ])
})

it('V7 a clock that is a year behind does not lose to an earlier write once the relay told its time', () => {
  const behind = createReplica(note, 'behind', { time: createTestTime(start - year + 1) })
  const right = createReplica(note, 'right', { time: createTestTime(start, 0) })
  right.document.fields.folder.set('written earlier')
  behind.document.fields.folder.set('from the past')
  behind.time.tell(year)
  meet(behind, right)
  expect(right.document.fields.folder.get()).toBe('from the past')
})

it('V7 what was written with a clock that was put right since counts as at most five minutes ahead of the relay', () => {
  const wrong = createReplica(note, 'wrong', { time: createTestTime(start + year) })
  wrong.document.fields.folder.set('from the future')
  // The page was closed, and the clock put right before the device met the relay.
  const again = createReplica(note, 'wrong', { ydoc: copyOf(wrong.ydoc), time: createTestTime(start, 0) })
  const [side] = again.document.fields.folder.sides()
  expect(side?.at).toBe(start + mostAheadMs)

  const later = (afterMs: number): string | undefined => {
    const other = createReplica(note, 'zoe', { time: createTestTime(start + mostAheadMs + afterMs, 0) })
    other.document.fields.folder.set('honest')
    send(again, other)
    return other.document.fields.folder.get()
  }
  expect([later(-1), later(1)]).toEqual(['from the future', 'honest'])
})

it('V7 its error is handed on to nobody: who saw it writes with their own time', () => {
  const wrong = createReplica(note, 'wrong', { time: createTestTime(start + year) })
  const right = createReplica(note, 'right', { time: createTestTime(start, 0) })
  wrong.document.fields.folder.set('from the future')
  send(wrong, right)
  right.document.fields.folder.set('honest')
  expect(right.document.fields.folder.sides()).toMatchObject([{ value: 'honest', at: start }])
})

it('V7 a device corrects its own writes alone, once, and reading writes nothing', () => {
  const wrong = createReplica(note, 'wrong', { time: createTestTime(start + year) })
  const right = createReplica(note, 'right', { time: createTestTime(start, 0) })
  wrong.document.fields.folder.set('from the future')
  let written = 0
  right.ydoc.on('update', (_: Uint8Array, origin: unknown) => {
    if (origin !== 'sent') written++
  })
  Y.applyUpdate(right.ydoc, Y.encodeStateAsUpdate(wrong.ydoc), 'sent')
  right.time.tell(0)
  expect(written).toBe(0)

  let corrected = 0
  wrong.ydoc.on('update', () => corrected++)
  wrong.time.tell(-year)
  wrong.time.tell(-year)
  expect(corrected).toBe(1)
})

it('V7 two tabs that correct at once leave one value, no conflict, and count nothing twice', () => {
  const wrong = createReplica(note, 'wrong', { time: createTestTime(start + year) })
  wrong.document.fields.folder.set('from the future')
  wrong.document.fields.likes.add(3)
  const tabs = [1, 2].map(() =>
    createReplica(note, 'wrong', { ydoc: copyOf(wrong.ydoc), time: createTestTime(start, 0) })
  )
  meet(...tabs)
  for (const { document } of tabs) {
    expect(document.values()).toEqual({ folder: 'from the future', likes: 3 })
    expect(document.conflicts.get()).toEqual([])
  }
})

it('V8 what was corrected can be undone', () => {
  const { document, time } = createReplica(note, 'wrong', { time: createTestTime(start + year) })
  document.fields.folder.set('one')
  document.fields.folder.set('two')
  time.tell(-year)
  document.history.undo()
  expect(document.fields.folder.get()).toBe('one')
  document.history.undo()
  expect(document.fields.folder.get()).toBeUndefined()
})

function copyOf(ydoc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc))
  return copy
}
