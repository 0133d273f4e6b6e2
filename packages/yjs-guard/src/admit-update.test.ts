import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type Admission, admitUpdate, type Origin } from './admit-update.js'
import { type DocumentClocks, emptyDocumentClocks, type KnownClock } from './document-clocks.js'
import { inspectUpdate } from './inspect-update.js'
import { defaultGuardLimits, type GuardLimits } from './limits.js'
import type { Checked } from './refusal.js'
import { collected, type Deletion, deleted, type Lean, text, writeUpdate } from './testing/update-writer.js'

const known = (...rows: readonly (readonly [number, number, (string | null)?])[]): DocumentClocks => ({
  clients: new Map(rows.map(([client, clock, owner = 'ana']) => [client, { client, clock, owner }]))
})

const admit = (
  update: Uint8Array,
  clocks: DocumentClocks,
  author = 'ana',
  origin: Origin = 'edit',
  limits: GuardLimits = defaultGuardLimits
): Checked<Admission> => {
  const shape = inspectUpdate(update)
  return shape.ok ? admitUpdate(shape.value, clocks, author, origin, limits) : shape
}

const codeOf = (answer: Checked<Admission>): string => (answer.ok ? 'admitted' : answer.refusal.code)

const admissionOf = (answer: Checked<Admission>): Admission => {
  if (!answer.ok) throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`)
  return answer.value
}

/** Clocks [from, to) of a client, as text. */
const adds = (client: number, from: number, to: number, lean: Lean = {}): Uint8Array =>
  writeUpdate([{ client, clock: from, structs: [text('x'.repeat(to - from), lean)] }])

const deletes = (...deletions: readonly Deletion[]): Uint8Array => writeUpdate([], deletions)

const row = (client: number, clock: number, owner: string | null): KnownClock => ({ client, clock, owner })

describe('clocks', () => {
  it('G4 go on where the log ends, and nowhere beyond', () => {
    expect(codeOf(admit(adds(5, 0, 3), emptyDocumentClocks))).toBe('admitted')
    expect(codeOf(admit(adds(5, 1, 3), emptyDocumentClocks))).toBe('update-clock-gap')
    expect(codeOf(admit(adds(5, 10, 12), known([5, 10])))).toBe('admitted')
    expect(codeOf(admit(adds(5, 11, 12), known([5, 10])))).toBe('update-clock-gap')
  })

  it('G4 rise only for what is new, and the rest is told as overlap', () => {
    const clocks = known([5, 10], [6, 10])
    const whole = admissionOf(admit(adds(5, 2, 7), clocks))
    expect(whole).toMatchObject({ changed: [], overlaps: [{ client: 5, from: 2, to: 7 }], total: 20 })
    expect(whole.clocks.clients).toEqual(clocks.clients)
    const partly = admissionOf(admit(adds(5, 8, 13), clocks))
    expect(partly).toMatchObject({
      changed: [row(5, 13, 'ana')],
      overlaps: [{ client: 5, from: 8, to: 10 }],
      total: 23
    })
    expect(partly.clocks.clients).toEqual(known([5, 13], [6, 10]).clients)
    expect(partly.clocks).toBe(partly.clocks)
    expect(clocks.clients.get(5)?.clock).toBe(10)
  })
})

describe('what an update leans on', () => {
  it.each(['origin', 'right', 'parent'] as const)('G4 is known when it is its %s', (reference) => {
    const clocks = known([7, 4])
    const leaning = (clock: number): Uint8Array => adds(5, 0, 1, { [reference]: [7, clock] })
    expect(codeOf(admit(leaning(3), clocks))).toBe('admitted')
    expect(codeOf(admit(leaning(4), clocks))).toBe('update-missing-dependency')
    expect(codeOf(admit(leaning(0), emptyDocumentClocks))).toBe('update-missing-dependency')
  })

  it('G4 may be new in the same update', () => {
    const both = writeUpdate([
      { client: 7, clock: 4, structs: [text('ab')] },
      { client: 5, clock: 0, structs: [text('x', { origin: [7, 5] })] }
    ])
    expect(codeOf(admit(both, known([7, 4])))).toBe('admitted')
    expect(codeOf(admit(both, known([7, 9])))).toBe('admitted')
  })

  it('G4 is not only what the update repeats: what the log has beyond counts', () => {
    const repeat = writeUpdate([
      { client: 7, clock: 0, structs: [text('ab')] },
      { client: 5, clock: 0, structs: [text('x', { origin: [7, 8] })] }
    ])
    expect(codeOf(admit(repeat, known([7, 9])))).toBe('admitted')
    expect(codeOf(admit(repeat, known([7, 8])))).toBe('update-missing-dependency')
  })
})

describe('deletions', () => {
  it('G4 reach as far as the log and the update itself', () => {
    expect(codeOf(admit(deletes([7, 0, 4]), known([7, 4])))).toBe('admitted')
    expect(codeOf(admit(deletes([7, 3, 2]), known([7, 4])))).toBe('update-deletes-unknown')
    expect(codeOf(admit(deletes([9, 0, 1]), known([7, 4])))).toBe('update-deletes-unknown')
    const own = (length: number): Uint8Array =>
      writeUpdate([{ client: 7, clock: 4, structs: [text('ab')] }], [[7, 0, length]])
    expect(codeOf(admit(own(6), known([7, 4])))).toBe('admitted')
    expect(codeOf(admit(own(7), known([7, 4])))).toBe('update-deletes-unknown')
  })

  it('G4 of the far future, which Yjs keeps and applies to all that is typed later, are refused', () => {
    const update = deletes([7, 4, 2 ** 31])
    expect(update.length).toBeLessThan(15)
    expect(codeOf(admit(update, known([7, 4])))).toBe('update-deletes-unknown')
    const doc = new Y.Doc()
    Y.applyUpdate(doc, update)
    expect(doc.store.pendingDs).not.toBeNull()
  })

  it('G5 may be of anyone’s structs', () => {
    expect(codeOf(admit(deletes([7, 0, 4]), known([7, 4, 'ben']), 'ana'))).toBe('admitted')
    expect(codeOf(admit(deletes([7, 0, 4]), known([7, 4, null]), 'ana'))).toBe('admitted')
  })
})

describe('client ids', () => {
  it('G5 belong to whoever used them first', () => {
    const first = admissionOf(admit(adds(5, 0, 1), emptyDocumentClocks, 'ana'))
    expect(first.changed).toEqual([row(5, 1, 'ana')])
    expect(codeOf(admit(adds(5, 1, 2), first.clocks, 'ana'))).toBe('admitted')
    expect(codeOf(admit(adds(5, 1, 2), first.clocks, 'ben'))).toBe('client-id-taken')
    expect(codeOf(admit(adds(5, 0, 2), first.clocks, 'ben'))).toBe('client-id-taken')
    expect(codeOf(admit(adds(5, 0, 1), first.clocks, 'ben'))).toBe('admitted')
  })

  it('G5 do not let a giant collected range swallow what somebody else will type', () => {
    const giant = writeUpdate([{ client: 7, clock: 4, structs: [collected(2 ** 20)] }])
    expect(giant.length).toBeLessThan(15)
    expect(codeOf(admit(giant, known([7, 4, 'ben']), 'ana'))).toBe('client-id-taken')
  })

  it.each(['give-back', 'adoption'] as const)(
    'G5 of others are extended by a %s, which gives nobody a new one',
    (origin) => {
      expect(admissionOf(admit(adds(5, 0, 1), emptyDocumentClocks, 'ana', origin)).changed).toEqual([
        row(5, 1, null)
      ])
      expect(admissionOf(admit(adds(5, 4, 6), known([5, 4, 'ben']), 'ana', origin)).changed).toEqual([
        row(5, 6, 'ben')
      ])
      expect(admissionOf(admit(adds(5, 4, 6), known([5, 4, null]), 'ana', origin)).changed).toEqual([
        row(5, 6, null)
      ])
    }
  )

  it('G5 that were given back belong to the first who goes on with them', () => {
    const claimed = admissionOf(admit(adds(5, 4, 5), known([5, 4, null]), 'ana'))
    expect(claimed.changed).toEqual([row(5, 5, 'ana')])
    expect(codeOf(admit(adds(5, 5, 6), claimed.clocks, 'ben'))).toBe('client-id-taken')
    expect(codeOf(admit(adds(5, 5, 6), known([5, 4, null]), 'ana'))).toBe('update-clock-gap')
  })
})

describe('the quota of clocks', () => {
  const folded = (length: number): Uint8Array =>
    writeUpdate([{ client: 5, clock: 0, structs: [collected(length - 1), deleted(1)] }])

  it('G3 lets a large deletion pass that spans far more clocks than bytes', () => {
    const doc = new Y.Doc()
    let update: Uint8Array = new Uint8Array()
    doc.on('update', (emitted: Uint8Array) => {
      update = emitted
    })
    doc.transact(() => {
      doc.getText('t').insert(0, 'x'.repeat(100_000))
      doc.getText('t').delete(0, 100_000)
    })
    expect(update.length).toBeLessThan(30)
    expect(admissionOf(admit(update, emptyDocumentClocks)).total).toBe(100_000)
  })

  it('G3 bounds what one edit adds, beyond what its bytes allow', () => {
    const limits = { ...defaultGuardLimits, clocksPerByte: 2, foldedClocks: 1000 }
    const most = 1000 + 2 * folded(1000).length
    expect(folded(most + 1).length).toBe(folded(1000).length)
    expect(codeOf(admit(folded(most), emptyDocumentClocks, 'ana', 'edit', limits))).toBe('admitted')
    expect(codeOf(admit(folded(most + 1), emptyDocumentClocks, 'ana', 'edit', limits))).toBe(
      'update-clock-quota'
    )
    expect(codeOf(admit(folded(most + 1), emptyDocumentClocks, 'ana', 'adoption', limits))).toBe('admitted')
    // What is only repeated adds nothing.
    expect(codeOf(admit(folded(most + 1), known([5, most + 1]), 'ana', 'edit', limits))).toBe('admitted')
  })

  it.each(['edit', 'give-back', 'adoption'] as const)(
    'G3 bounds the sum of a document’s clocks, for a %s too',
    (origin) => {
      const limits = { ...defaultGuardLimits, documentClocks: 50 }
      expect(codeOf(admit(adds(5, 0, 20), known([6, 30]), 'ana', origin, limits))).toBe('admitted')
      expect(codeOf(admit(adds(5, 0, 21), known([6, 30]), 'ana', origin, limits))).toBe('update-clock-quota')
      // A document that is full, or over a quota that was lowered, still takes repeats and deletions.
      expect(codeOf(admit(adds(6, 0, 30), known([6, 51]), 'ana', origin, limits))).toBe('admitted')
      expect(codeOf(admit(deletes([6, 0, 9]), known([6, 51]), 'ana', origin, limits))).toBe('admitted')
    }
  )

  it('G3 takes the sum from the clocks where they carry it', () => {
    const clocks = { ...known([6, 30]), total: 30 }
    expect(admissionOf(admit(adds(5, 0, 20), clocks)).clocks.total).toBe(50)
  })
})
