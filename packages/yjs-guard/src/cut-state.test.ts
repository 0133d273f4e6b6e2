import { createSeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { cutState, type StatePiece } from './cut-state.js'
import { editAtRandom } from './testing/random-edits.js'
import { any, collected, deleted, skipped, text, writeUpdate } from './testing/update-writer.js'
import { writeEntries } from './testing/write-entries.js'

/** Everything that must be equal, and that nothing is pending. */
function contentOf(doc: Y.Doc): unknown {
  const { clients } = Y.createDeleteSetFromStructStore(doc.store)
  return {
    text: doc.getText('text').toDelta(),
    list: doc.getArray('list').toJSON(),
    map: doc.getMap('map').toJSON(),
    vector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b),
    deleted: [...clients]
      .map(([client, items]) => [client, items.map(({ clock, len }) => [clock, len])])
      .sort(([a], [b]) => Number(a) - Number(b)),
    pending: [doc.store.pendingStructs, doc.store.pendingDs]
  }
}

const loaded = (...updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const statesOf = (entries: readonly Uint8Array[]): Uint8Array[] => [
  Y.mergeUpdates([...entries]),
  Y.encodeStateAsUpdate(loaded(...entries))
]

const isSubsequence = (part: string, whole: string): boolean => {
  let at = 0
  for (const letter of part) {
    at = whole.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}

const structBytes = ({ update, spans }: StatePiece): number => (spans.length === 0 ? 0 : update.length)

describe('a state in pieces', () => {
  it('F7 is the same in the end, and nothing is pending after any piece', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = createSeededRandom(seed)
      for (const state of statesOf(writeEntries(random, { people: 4, edits: 60 }, editAtRandom))) {
        const pieceBytes = random.pick([1, 30, 300, 3_000])
        const whole = loaded(state)
        const doc = new Y.Doc()
        for (const { update, spans } of cutState(state, pieceBytes)) {
          Y.applyUpdate(doc, update)
          expect([doc.store.pendingStructs, doc.store.pendingDs], `seed ${seed}`).toEqual([null, null])
          for (const { client, to } of spans) expect(Y.getState(doc.store, client)).toBe(to)
        }
        expect(contentOf(doc), `seed ${seed}`).toEqual(contentOf(whole))
      }
    }
  })

  it('F7 never shows what was deleted', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const doc = new Y.Doc({ gc: false })
      const other = new Y.Doc({ gc: false })
      const random = createSeededRandom(seed)
      // Each letter once, so that what is seen tells which.
      let letter = 0x4e00
      for (let left = 80; left > 0; left--) {
        const at = random.pick([doc, other])
        const shown = at.getText('text')
        if (random.chance(0.4) && shown.length > 0) shown.delete(random.below(shown.length), 1)
        else shown.insert(random.below(shown.length + 1), String.fromCharCode(letter++, letter++))
        if (random.chance(0.3)) Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
        if (random.chance(0.3)) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
      }
      const state = Y.mergeUpdates([Y.encodeStateAsUpdate(doc), Y.encodeStateAsUpdate(other)])
      const whole = loaded(state).getText('text').toString()
      const reader = new Y.Doc()
      for (const { update } of cutState(state, 40)) {
        Y.applyUpdate(reader, update)
        expect(isSubsequence(reader.getText('text').toString(), whole), `seed ${seed}`).toBe(true)
      }
    }
  })

  it('F7 cuts long text between characters, and long lists between values', () => {
    const doc = new Y.Doc()
    const long = 'weft é 漢字 😀 '.repeat(2_000)
    doc.getText('text').insert(0, 'before')
    doc.getText('text').insert(3, long, { bold: true })
    doc.getArray('list').insert(
      0,
      Array.from({ length: 5_000 }, (_, index) => ({ index }))
    )
    doc.getText('text').delete(10, 5_000)
    const state = Y.encodeStateAsUpdate(doc)
    const pieces = cutState(state, 1_000)
    expect(pieces.length).toBeGreaterThan(state.length / 1_200)
    for (const piece of pieces) expect(structBytes(piece)).toBeLessThan(1_200)
    expect(contentOf(loaded(...pieces.map(({ update }) => update)))).toEqual(contentOf(doc))
  })

  it('F7 keeps a value that cannot be cut in one piece', () => {
    const doc = new Y.Doc()
    doc.getMap('map').set('small', 1)
    doc.getMap('map').set('bytes', new Uint8Array(10_000))
    doc.getMap('map').set('text', 'x'.repeat(10_000))
    const pieces = cutState(Y.encodeStateAsUpdate(doc), 100)
    expect(pieces).toHaveLength(3)
    expect(contentOf(loaded(...pieces.map(({ update }) => update)))).toEqual(contentOf(doc))
  })

  it('F7 makes one piece of what is small, and none of nothing', () => {
    const doc = new Y.Doc()
    expect(cutState(Y.encodeStateAsUpdate(doc), 100)).toEqual([])
    doc.getText('text').insert(0, 'hello')
    const state = Y.encodeStateAsUpdate(doc)
    expect(cutState(state, 100)).toEqual([
      { update: state, spans: [{ client: doc.clientID, from: 0, to: 5 }] }
    ])
  })

  it('F7 keeps gaps, what leans on what is not there, and deletions of what is not there', () => {
    const state = writeUpdate(
      [
        { client: 9, clock: 4, structs: [collected(3), skipped(2), text('abc', { origin: [7, 80] })] },
        { client: 7, clock: 0, structs: [any([1, 2]), deleted(5, { origin: [9, 11] })] }
      ],
      [
        [9, 0, 20],
        [3, 5, 5]
      ]
    )
    for (const pieceBytes of [1, 12, 1_000]) {
      const pieces = cutState(state, pieceBytes)
      const merged = Y.mergeUpdates(pieces.map(({ update }) => update))
      expect(Y.decodeUpdate(merged).ds.clients).toEqual(Y.decodeUpdate(Y.mergeUpdates([state])).ds.clients)
      const structs = pieces.flatMap(({ update }) => Y.decodeUpdate(update).structs)
      expect(structs.map(({ id, length }) => [id.client, id.clock, length])).toEqual(
        expect.arrayContaining([
          [9, 4, 3],
          [9, 9, 3],
          [7, 2, 5]
        ])
      )
    }
  })
})
