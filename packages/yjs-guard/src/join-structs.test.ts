import { createSeededRandom, type SeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { findFork } from './find-fork.js'
import { inspectUpdate } from './inspect-update.js'
import { joinStructs } from './join-structs.js'
import { editAtRandom } from './testing/random-edits.js'
import { any, collected, deleted, text, writeUpdate } from './testing/update-writer.js'
import { writeEntries } from './testing/write-entries.js'

const seeds = 30

const structs = (update: Uint8Array): number => Y.decodeUpdate(update).structs.length

const loaded = (gc: boolean, ...updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc({ gc })
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const editOnce = (doc: Y.Doc, random: SeededRandom): void =>
  random.chance(0.5) ? typeWord(doc, random) : editAtRandom(doc, random)

/** Letter by letter, and some of it taken back. */
function typeWord(doc: Y.Doc, random: SeededRandom): void {
  const ytext = doc.getText('text')
  let at = random.below(ytext.length + 1)
  for (let left = 1 + random.below(8); left > 0; left--) ytext.insert(at++, 'w')
  for (let left = random.below(3); left > 0 && at > 0; left--) ytext.delete(--at, 1)
}

/** Everything that must be equal, and that nothing is pending. */
function contentOf(doc: Y.Doc): unknown {
  return {
    ...{ text: doc.getText('text').toDelta(), list: doc.getArray('list').toJSON() },
    ...{ map: doc.getMap('map').toJSON(), xml: doc.getXmlFragment('xml').toString() },
    state: Y.encodeStateAsUpdate(doc),
    pending: [doc.store.pendingStructs, doc.store.pendingDs]
  }
}

describe('joined structs', () => {
  it('L12 a word that was typed letter by letter is one', () => {
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    const ytext = doc.getText('text')
    for (const [at, letter] of [...'word 😀 end'].entries()) ytext.insert(at > 5 ? at + 1 : at, letter)
    ytext.delete(2, 1)
    const merged = Y.mergeUpdates(updates)
    expect(structs(merged)).toBe(10)
    const joined = joinStructs(merged)
    expect(structs(joined)).toBe(1)
    expect(loaded(true, joined).getText('text').toString()).toBe('wod 😀 end')
    // What was deleted is there all the same, for who still refers to it.
    expect(Y.decodeUpdate(joined).structs[0]?.length).toBe(11)
  })

  it('L12 only those are joined that were inserted behind one another, and before the same', () => {
    const of = (...parts: Parameters<typeof writeUpdate>[0][number]['structs']): number =>
      structs(joinStructs(writeUpdate([{ client: 5, clock: 0, structs: parts }])))
    expect(of(text('ab'), text('c', { origin: [5, 1] }))).toBe(1)
    expect(of(text('ab'), text('c', { origin: [5, 0] }))).toBe(2)
    expect(of(text('ab'), text('c'))).toBe(2)
    expect(of(text('ab'), text('c', { origin: [5, 1], right: [5, 0] }))).toBe(2)
    expect(of(text('ab'), text('c', { origin: [6, 1] }))).toBe(2)
    expect(of(text('ab'), deleted(1, { origin: [5, 1] }))).toBe(2)
    expect(of(deleted(2), deleted(3, { origin: [5, 1] }), text('c', { origin: [5, 4] }))).toBe(2)
    expect(of(collected(2), collected(3), text('c'))).toBe(2)
    expect(of(any([1]), any([2], { origin: [5, 0] }))).toBe(2)
  })

  it('L12 says what the state says, whatever comes after it', { timeout: 60_000 }, () => {
    let before = 0
    let after = 0
    for (let seed = 1; seed <= seeds; seed++) {
      const entries = writeEntries(createSeededRandom(seed), { people: 3, edits: 40 }, editOnce)
      const half = Y.mergeUpdates(entries.slice(0, entries.length >> 1))
      const rest = entries.slice(entries.length >> 1)
      const joined = joinStructs(half)
      for (const gc of [true, false]) {
        expect(contentOf(loaded(gc, joined)), `seed ${seed}`).toEqual(contentOf(loaded(gc, half)))
        expect(contentOf(loaded(gc, joined, ...rest)), `seed ${seed}`).toEqual(
          contentOf(loaded(gc, half, ...rest))
        )
      }
      // As it is folded: what comes later is merged with it, and joined again.
      const again = joinStructs(Y.mergeUpdates([joined, ...rest]))
      expect(again, `seed ${seed}`).toEqual(joinStructs(Y.mergeUpdates([half, ...rest])))
      expect(joinStructs(again)).toEqual(again)
      expect(contentOf(loaded(true, again))).toEqual(contentOf(loaded(true, ...entries)))
      const shape = inspectUpdate(again)
      if (!shape.ok) throw new Error(`seed ${seed}: ${shape.refusal.message}`)
      const whole = Y.mergeUpdates(entries)
      expect(findFork(whole, again, shape.value.adds), `seed ${seed}`).toBeUndefined()
      expect(findFork(again, whole, shape.value.adds), `seed ${seed}`).toBeUndefined()
      before += whole.length
      after += again.length
    }
    expect(after).toBeLessThan(0.9 * before)
  })
})
