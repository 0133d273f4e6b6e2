import { createSeededRandom } from '@weft/base/testing'
import { editAtRandom } from '@weft/yjs-guard/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { holdState } from '../log/subtract-update.js'
import { fullState } from './testing/connect-provider.js'
import { beginAt, nextUpdate, pieceBytes, piecesOf, sizeOfNext } from './update-pieces.js'

const emptyVector = Uint8Array.of(0)

/** A document of several hundred kilobytes, that goes on being edited. */
function openDocument(seed: number) {
  const random = createSeededRandom(seed)
  const doc = new Y.Doc({ gc: false })
  const write = (edits: number): void => {
    for (let left = edits; left > 0; left--) {
      // Every load of a document has another client id.
      if (random.chance(0.2)) doc.clientID = random.below(0x1_0000_0000)
      if (random.chance(0.5)) editAtRandom(doc, random)
      else
        doc
          .getText('t')
          .insert(random.below(doc.getText('t').length + 1), 'weft '.repeat(random.below(1_000)))
    }
  }
  return { random, doc, write, hold: () => holdState(Y.encodeStateAsUpdate(doc)) }
}

describe('what a guest lacks of a state', () => {
  it('F7 comes in pieces with nothing pending in between, whatever it holds, and whatever replaces the state', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { random, doc, write, hold } = openDocument(seed)
      write(random.below(150))
      const reader = new Y.Doc()
      Y.applyUpdate(reader, Y.encodeStateAsUpdate(doc))
      const before = Y.encodeStateAsUpdate(reader).length
      write(150)
      let progress = beginAt(Y.encodeStateVector(reader))
      let state = hold()
      let bytes = 0
      for (;;) {
        if (random.chance(0.2)) {
          write(1)
          state = hold()
        }
        const next = nextUpdate(state, progress)
        if (!next) break
        Y.applyUpdate(reader, next.update)
        expect([reader.store.pendingStructs, reader.store.pendingDs], `seed ${seed}`).toEqual([null, null])
        bytes += next.update.length
        progress = next.after
      }
      expect(fullState(reader), `seed ${seed}`).toEqual(fullState(doc))
      // Twice at most is sent what stands in the piece that was cut across; and deletions are small.
      expect(bytes, `seed ${seed}`).toBeLessThan(state.update.length - before + 3 * pieceBytes)
    }
  })

  it('F7 is nothing when it holds all, and its deletions when it knows of none', () => {
    const { doc, write, hold } = openDocument(1)
    write(200)
    const full = nextUpdate(hold(), beginAt(Y.encodeStateVector(doc)))
    expect(full?.isLast).toBe(true)
    expect(Y.decodeUpdate(full?.update as Uint8Array).structs).toEqual([])
    const undeleted = new Y.Doc()
    undeleted.getText('t').insert(0, 'x'.repeat(300_000))
    expect(
      nextUpdate(holdState(Y.encodeStateAsUpdate(undeleted)), beginAt(Y.encodeStateVector(undeleted)))
    ).toBeUndefined()
  })

  it('F7 is the very same object for all who hold the same, and counted as one', () => {
    const { doc, write, hold } = openDocument(2)
    write(100)
    const vector = Y.encodeStateVector(doc)
    write(200)
    const state = hold()
    for (const held of [emptyVector, vector]) {
      const [one, other] = [beginAt(held), beginAt(Uint8Array.from(held))]
      expect(nextUpdate(state, one)?.update).toBe(nextUpdate(state, other)?.update)
    }
    const [one, other] = [beginAt(emptyVector), beginAt(emptyVector)]
    expect(sizeOfNext(state, one).of).toBe(sizeOfNext(state, other).of)
    expect(sizeOfNext(state, one).bytes).toBe(nextUpdate(state, one)?.update.length)
  })

  it('F7 is the state itself, or the entry, when that is small', () => {
    const small = new Y.Doc()
    small.getText('t').insert(0, 'hello')
    const update = Y.encodeStateAsUpdate(small)
    expect(nextUpdate(holdState(update), beginAt(emptyVector))).toMatchObject({ isLast: true })
    expect(nextUpdate(holdState(update), beginAt(emptyVector))?.update).toBe(update)
    expect(piecesOf(update)).toEqual([update])
  })
})
