import { createSeededRandom } from '@weft/base/testing'
import { entryKind } from '@weft/protocol'
import { editAtRandom, mutate, writeUpdate } from '@weft/yjs-guard/testing'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { isReadable } from './readable-payload.js'

const v1 = (payload: Uint8Array) => ({ kind: entryKind.update, payload })
const v2 = (payload: Uint8Array) => ({ kind: entryKind.stateV2, payload })

function honest(seed: number): { updates: Uint8Array[]; doc: Y.Doc } {
  const random = createSeededRandom(seed)
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let edit = 0; edit < 60; edit++) editAtRandom(doc, random)
  return { updates, doc }
}

/** Whether Yjs itself can read it; only for what is known to be bounded. */
function canYjsRead(update: Uint8Array): boolean {
  try {
    Y.decodeUpdate(update)
    return true
  } catch {
    return false
  }
}

describe('a payload', () => {
  it('L13 of any honest document is readable, as updates, as a whole, in both encodings', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { updates, doc } = honest(seed)
      for (const update of [...updates, Y.encodeStateAsUpdate(doc), Y.mergeUpdates(updates)]) {
        expect(isReadable(v1(update)), `seed ${seed}`).toBe(true)
        expect(isReadable(v2(Y.convertUpdateFormatV1ToV2(update))), `seed ${seed}`).toBe(true)
      }
    }
  })

  it('L13 that v2 folds to very little is readable: long text that was typed letter by letter, and deleted', () => {
    const doc = new Y.Doc()
    const text = doc.getText('t')
    for (let letter = 0; letter < 20_000; letter++) text.insert(0, 'x')
    expect(isReadable(v2(Y.encodeStateAsUpdateV2(doc)))).toBe(true)
    for (let letter = 0; letter < 10_000; letter++) text.delete(letter, 1)
    expect(isReadable(v2(Y.encodeStateAsUpdateV2(doc)))).toBe(true)
  })

  it('L13 of a hundred thousand empty maps, which v2 says in a few bytes, is readable', () => {
    const doc = new Y.Doc()
    doc.getArray('list').push(Array.from({ length: 100_000 }, () => new Y.Map()))
    const payload = Y.encodeStateAsUpdateV2(doc)
    expect(payload.length).toBeLessThan(1_000)
    expect(isReadable(v2(payload))).toBe(true)
  })

  it('L13 that was tampered with is readable where Yjs can read it, and nowhere else', () => {
    const answers = { yes: 0, no: 0 }
    for (let seed = 1; seed <= 10; seed++) {
      const { updates } = honest(seed)
      const random = createSeededRandom(seed)
      for (let time = 0; time < 2_000; time++) {
        const update = mutate(random.pick(updates), updates, random)
        const answer = isReadable(v1(update))
        answers[answer ? 'yes' : 'no']++
        if (answer) expect(canYjsRead(update), `seed ${seed}`).toBe(true)
      }
    }
    expect(answers.yes).toBeGreaterThan(1_000)
    expect(answers.no).toBeGreaterThan(1_000)
  })

  it('L13 of thousands of millions of structs in a few bytes is not (yjs#687)', () => {
    const published = '00010000000001000100010200001602000001fdffffffff7f0000'
    expect(isReadable(v2(Buffer.from(published, 'hex')))).toBe(false)
    for (const bytes of ['ffffffff0f', '01ffffffff0f010000', '00ffffffff0f', '000101ffffffff0f']) {
      expect(isReadable(v1(Buffer.from(bytes, 'hex'))), bytes).toBe(false)
    }
  })

  it('L13 with a deletion of nothing is not: Yjs would throw while it waits for more', () => {
    const bytes = writeUpdate([], [[5, 3, 0]])
    expect(() => Y.applyUpdate(new Y.Doc(), bytes)).toThrow('Unexpected case')
    expect(isReadable(v1(bytes))).toBe(false)
  })

  it('L8 of a kind that is not known is kept unread', () => {
    expect(isReadable({ kind: 200, payload: Uint8Array.of(255) })).toBe(true)
  })
})
