import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { admitUpdate } from './admit-update.js'
import { emptyDocumentClocks } from './document-clocks.js'
import { type ClockId, findFork } from './find-fork.js'
import { inspectUpdate } from './inspect-update.js'
import { createGuardedLog } from './testing/guarded-log.js'
import {
  any,
  binary,
  collected,
  deleted,
  embed,
  format,
  json,
  type Part,
  subdocument,
  text,
  type,
  writeUpdate
} from './testing/update-writer.js'

/** Compares an update with a stored state as a log would: whatever clocks both have. */
const compare = (update: Uint8Array, stored: Uint8Array): ClockId | undefined => {
  const [theirs, ours] = [inspectUpdate(update), inspectUpdate(stored)]
  if (!theirs.ok || !ours.ok) throw new Error('not sound')
  const held = admitUpdate(ours.value, emptyDocumentClocks, 'ana', 'edit')
  if (!held.ok) throw new Error(held.refusal.message)
  const admission = admitUpdate(theirs.value, held.value.clocks, 'ana', 'edit')
  if (!admission.ok) throw new Error(admission.refusal.message)
  expect(admission.value.overlaps.length).toBeGreaterThan(0)
  return findFork(update, stored, admission.value.overlaps)
}

const structs = (...parts: readonly Part[]): Uint8Array =>
  writeUpdate([{ client: 5, clock: 0, structs: parts }])

const docWith = (clientID: number, edit: (doc: Y.Doc) => void, state?: Uint8Array): Y.Doc => {
  const doc = new Y.Doc()
  if (state !== undefined) Y.applyUpdate(doc, state)
  doc.clientID = clientID
  edit(doc)
  return doc
}

const copyOf = (doc: Y.Doc, gc: boolean): Y.Doc => {
  const copy = new Y.Doc({ gc })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

const stateOf = (doc: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(doc)

describe('two documents under one client id', () => {
  it('G6 that typed different text of equal length differ at the first letter that does', () => {
    const one = docWith(5, (doc) => doc.getText('t').insert(0, 'hello'))
    const other = docWith(5, (doc) => doc.getText('t').insert(0, 'help!'))
    expect(Y.encodeStateVector(one)).toEqual(Y.encodeStateVector(other))
    expect(compare(stateOf(one), stateOf(other))).toEqual({ client: 5, clock: 3 })
  })

  it('G6 that went different ways from one copy differ where they part', () => {
    const start = stateOf(docWith(5, (doc) => doc.getText('t').insert(0, 'start ')))
    const one = docWith(5, (doc) => doc.getText('t').insert(6, 'here'), start)
    const other = docWith(5, (doc) => doc.getText('t').insert(0, 'here'), start)
    expect(compare(stateOf(one), stateOf(other))).toEqual({ client: 5, clock: 6 })
    expect(compare(stateOf(one), start)).toBeUndefined()
  })

  it('G6 differ when they typed the same in another place, type, map or key', () => {
    const typed = (edit: (doc: Y.Doc) => void): Uint8Array => stateOf(docWith(5, edit))
    const one = typed((doc) => doc.getText('t').insert(0, 'a'))
    expect(
      compare(
        typed((doc) => doc.getText('u').insert(0, 'a')),
        one
      )
    ).toEqual({ client: 5, clock: 0 })
    const map = typed((doc) => doc.getMap('m').set('k', 1))
    expect(
      compare(
        typed((doc) => doc.getMap('m').set('l', 1)),
        map
      )
    ).toEqual({ client: 5, clock: 0 })
    expect(
      compare(
        typed((doc) => doc.getArray('m').insert(0, [1])),
        map
      )
    ).toEqual({ client: 5, clock: 0 })
  })

  it('G6 are a fork in a log, although the state vector says that nothing is new', () => {
    const log = createGuardedLog()
    expect(log.append(structs(text('abc')), 'ana').ok).toBe(true)
    const answer = log.append(structs(text('abd')), 'ana')
    expect(answer).toMatchObject({ refusal: { code: 'client-id-forked', message: 'at clock 2 of client 5' } })
    expect(log.append(structs(text('abcd')), 'ana').ok).toBe(true)
  })
})

describe('content of every kind', () => {
  const kinds: readonly (readonly [string, Part, Part])[] = [
    ['text', text('ab'), text('ac')],
    ['Any', any([1, { a: 1, b: [2] }]), any([1, { a: 1, b: [3] }])],
    ['Any of another shape', any([{ a: 1 }, {}]), any([{ a: 1 }, []])],
    ['JSON', json(['1', '{"a":1}']), json(['1', '{"a":2}'])],
    ['binaries', binary(new Uint8Array([1, 2])), binary(new Uint8Array([1, 3]))],
    ['embeds', embed('{"a":1}'), embed('{"a":null}')],
    ['formats', format('bold', 'true'), format('bold', 'false')],
    ['format keys', format('bold', 'true'), format('link', 'true')],
    ['types', type(1), type(2)],
    ['type names', type(3, {}, 'p'), type(3, {}, 'li')],
    ['subdocuments', subdocument('a', {}), subdocument('b', {})]
  ]

  it.each(kinds)('G6 is compared: %s', (_, part, other) => {
    expect(compare(structs(part), structs(part))).toBeUndefined()
    expect(compare(structs(part), structs(other))?.client).toBe(5)
    expect(compare(structs(part), structs(type(6), type(6)))).toEqual({ client: 5, clock: 0 })
  })

  it('G6 is compared by meaning: order of keys, white space and escapes do not matter', () => {
    expect(compare(structs(any([{ a: 1, b: 2 }])), structs(any([{ b: 2, a: 1 }])))).toBeUndefined()
    expect(compare(structs(json(['{"a":"\\u0041"}'])), structs(json([' {"a" : "A"} '])))).toBeUndefined()
    expect(compare(structs(any([Number.NaN, -0])), structs(any([Number.NaN, 0])))).toBeUndefined()
    expect(
      compare(structs(subdocument('g', { autoLoad: true })), structs(subdocument('g', {})))
    ).toBeUndefined()
  })

  it('G6 is compared across splits and merges', () => {
    const merged = structs(text('abcdef'))
    const split = structs(text('ab'), text('cd', { origin: [5, 1] }), text('ef', { origin: [5, 3] }))
    expect(compare(merged, split)).toBeUndefined()
    expect(compare(split, merged)).toBeUndefined()
    const moved = structs(text('ab'), text('cd', { origin: [5, 0] }), text('ef', { origin: [5, 3] }))
    expect(compare(moved, merged)).toEqual({ client: 5, clock: 2 })
    expect(compare(merged, moved)).toEqual({ client: 5, clock: 2 })
  })

  it('G6 agrees where Yjs wrote U+FFFD over a surrogate pair that was cut', () => {
    expect(compare(structs(text('a😀b')), structs(text('a\ufffd\ufffdb')))).toBeUndefined()
  })
})

describe('deleted and collected content', () => {
  const history = (doc: Y.Doc): void => {
    doc.getText('t').insert(0, 'some text')
    doc.getArray('l').insert(0, [new Y.Text('inner'), new Y.Map([['k', new Y.Array()]])])
    doc.getText('t').delete(2, 4)
    doc.getArray('l').delete(0, 2)
  }

  it('G6 agrees with what it was, in whichever side it was collected', () => {
    const kept = new Y.Doc({ gc: false })
    kept.clientID = 5
    history(kept)
    const gone = copyOf(kept, true)
    expect(stateOf(gone).length).toBeLessThan(stateOf(kept).length)
    expect(compare(stateOf(kept), stateOf(gone))).toBeUndefined()
    expect(compare(stateOf(gone), stateOf(kept))).toBeUndefined()
  })

  it('G6 goes on behind a collected range without a throw in Yjs', () => {
    const kept = new Y.Doc({ gc: false })
    kept.clientID = 5
    kept.getArray('l').insert(0, [new Y.Text('inner')])
    const gone = copyOf(kept, true)
    gone.getArray('l').delete(0, 1)
    // The device types on in what others have deleted meanwhile; its state has both in one struct.
    const inner = kept.getArray<Y.Text>('l').get(0)
    inner.insert(5, ' more')
    const update = stateOf(kept)
    expect(compare(update, stateOf(gone))).toBeUndefined()
    Y.applyUpdate(gone, update)
    expect(gone.store.pendingStructs).toBeNull()
  })

  it('G6 is no cover for an item that stays where its left part was collected', () => {
    const stored = structs(collected(2))
    const update = structs(text('abcde'))
    expect(compare(update, stored)).toEqual({ client: 5, clock: 0 })
    const doc = new Y.Doc()
    Y.applyUpdate(doc, stored)
    expect(() => Y.applyUpdate(doc, update)).toThrow(TypeError)
    // Content that does not go on behind the range is simply not looked at by Yjs.
    expect(compare(structs(text('ab')), stored)).toBeUndefined()
  })

  it('G6 lies where it lay: deleted content under another parent is a fork', () => {
    expect(compare(structs(text('ab')), structs(deleted(2)))).toBeUndefined()
    expect(compare(structs(text('ab', { parent: 'other' })), structs(deleted(2)))).toEqual({
      client: 5,
      clock: 0
    })
    expect(compare(structs(deleted(4)), structs(text('ab'), text('cd', { origin: [5, 1] })))).toBeUndefined()
    expect(compare(structs(deleted(4)), structs(text('ab'), text('cd')))).toEqual({ client: 5, clock: 2 })
  })
})

describe('what cannot be compared', () => {
  const overlap = [{ client: 5, from: 0, to: 2 }]

  it('G6 counts as different: sameness has to be shown', () => {
    const update = structs(text('ab'))
    expect(findFork(update, update, overlap)).toBeUndefined()
    expect(findFork(update, structs(text('a')), overlap)).toEqual({ client: 5, clock: 1 })
    expect(findFork(structs(text('a')), update, overlap)).toEqual({ client: 5, clock: 1 })
    expect(findFork(update, Uint8Array.of(0, 0), overlap)).toEqual({ client: 5, clock: 0 })
  })

  it('G7 does not throw, cut or not', () => {
    const update = structs(text('ab'), any([1]))
    for (let length = 0; length < update.length - 1; length++) {
      expect(findFork(update.subarray(0, length), update, overlap)).toBeDefined()
      expect(findFork(update, update.subarray(0, length), overlap)).toBeDefined()
    }
    expect(findFork(update, new Uint8Array(), [])).toBeUndefined()
  })
})
