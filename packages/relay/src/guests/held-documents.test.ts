import { entryKind } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Core } from '../core/core.js'
import { createCounters } from '../core/counters.js'
import type { Log } from '../log/port.js'
import { openWorld } from '../session/testing/open-world.js'
import { createHeldDocuments, type HeldDocument, type HeldDocuments } from './held-documents.js'

interface Subject {
  readonly log: Log
  readonly held: HeldDocuments
  readonly counters: Core['counters']
  /** Holds reads of a document back from here on; gives what lets them through. */
  holdReads(document: string): () => void
  type(document: string, text: string): Promise<void>
}

function subject(boundBytes = 1024 * 1024): Subject {
  const { log } = openWorld()
  const counters = createCounters()
  let gate: Promise<void> | undefined
  let heldBack = ''
  const slow: Log = {
    ...log,
    readDocument: async (...place) => {
      const stored = await log.readDocument(...place)
      if (place[1] === heldBack) await gate
      return stored
    }
  }
  const docs = new Map<string, Y.Doc>()
  return {
    log,
    counters,
    held: createHeldDocuments({ log: slow, counters } as Core, boundBytes),
    holdReads: (document) => {
      heldBack = document
      let open = (): void => {}
      gate = new Promise((resolve) => {
        open = resolve
      })
      return () => {
        gate = undefined
        open()
      }
    },
    type: async (document, text) => {
      const doc = docs.get(document) ?? new Y.Doc()
      docs.set(document, doc)
      const vector = Y.encodeStateVector(doc)
      doc.getText('t').insert(0, text)
      const update = Y.encodeStateAsUpdate(doc, vector)
      await log.appendUpdate({ space: 'notes', document, kind: entryKind.update, edits: 1, update, time: 1 })
    }
  }
}

function textOf({ state, tail }: HeldDocument): string {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state.update)
  for (const { update } of tail) Y.applyUpdate(doc, update)
  return doc.getText('t').toString()
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('held documents', () => {
  it('F7 are read and merged once for all who ask at the same time, and kept', async () => {
    const { held, counters, type } = subject()
    await type('a', 'one ')
    const all = await Promise.all(Array.from({ length: 100 }, () => held.read('notes', 'a')))
    expect(new Set(all).size).toBe(1)
    await held.read('notes', 'a')
    expect([counters.logReads, counters.documentsMerged]).toEqual([1, 1])
  })

  it('F7 gather what is typed in a tail, without a merge, until someone needs it merged', async () => {
    const { held, counters, type } = subject()
    await type('a', 'one ')
    await held.read('notes', 'a')
    for (let index = 0; index < 20; index++) await type('a', `${index} `)
    const document = await held.read('notes', 'a')
    expect([document.tail.length, counters.documentsMerged]).toEqual([20, 1])
    const merged = await held.readMerged('notes', 'a')
    expect([merged.tail.length, merged.position, counters.documentsMerged]).toEqual([0, 21, 2])
    expect(textOf(merged)).toBe(textOf(document))
    expect((await held.readMerged('notes', 'a')).state).toBe(merged.state)
  })

  it('F7 hear of what is committed while they are read', async () => {
    const { held, type, holdReads } = subject()
    await type('a', 'one')
    const letThrough = holdReads('a')
    const reading = held.read('notes', 'a')
    await turn()
    await type('a', 'two ')
    letThrough()
    expect(textOf(await reading)).toBe('two one')
  })

  it('F7 hear of it also when others that are read meanwhile fill the bound', async () => {
    const { held, type, holdReads } = subject(20_000)
    for (const document of ['b', 'c']) await type(document, 'x'.repeat(10_000))
    await type('a', 'one')
    const letThrough = holdReads('a')
    const reading = held.read('notes', 'a')
    for (const document of ['b', 'c']) await held.read('notes', document)
    await type('a', 'two ')
    letThrough()
    expect(textOf(await reading)).toBe('two one')
  })

  it('F7 take a commit once that the read was ahead of', async () => {
    const { log, counters } = subject()
    let announce = (_position: number): void => {}
    const early: Log = {
      ...log,
      subscribe: (listener) => {
        announce = (position) => {
          const update = Uint8Array.of(0, 0)
          const entry = { ...{ position, document: 'a', kind: entryKind.update, payload: update } }
          listener({ space: 'notes', entries: [entry] } as never)
        }
        return () => {}
      },
      readDocument: async () =>
        ({
          snapshot: null,
          entries: [{ position: 5, kind: entryKind.update, payload: helloUpdate() }]
        }) as never
    }
    const held = createHeldDocuments({ log: early, counters } as Core, 1024 * 1024)
    await held.read('notes', 'a')
    announce(5)
    expect((await held.read('notes', 'a')).tail).toEqual([])
    announce(6)
    expect((await held.read('notes', 'a')).tail).toHaveLength(1)
  })

  it('F7 go by bytes, the least recently used first', async () => {
    const { held, counters, type } = subject(100_000)
    for (const document of ['a', 'b', 'c']) await type(document, 'x'.repeat(10_000))
    await held.read('notes', 'a')
    await held.read('notes', 'b')
    await held.read('notes', 'a')
    await held.read('notes', 'c')
    const reads = counters.logReads
    await held.read('notes', 'a')
    expect(counters.logReads).toBe(reads)
    await held.read('notes', 'b')
    expect(counters.logReads).toBe(reads + 1)
  })

  it('F7 drop a tail that grew long, and read what is there then', async () => {
    const { held, counters, type } = subject()
    await type('a', 'first ')
    await held.read('notes', 'a')
    for (let index = 0; index < 600; index++) await type('a', 'x')
    const document = await held.read('notes', 'a')
    expect([document.tail.length, counters.logReads]).toEqual([0, 2])
    expect(textOf(document)).toBe(`${'x'.repeat(600)}first `)
  })

  it('F7 are read again after a read that failed', async () => {
    const { log, counters, type } = subject()
    await type('a', 'one')
    let failing = true
    const flaky: Log = {
      ...log,
      readDocument: async (...place) => {
        if (failing) throw new Error('no disk')
        return log.readDocument(...place)
      }
    }
    const held = createHeldDocuments({ log: flaky, counters } as Core, 1024)
    await expect(held.read('notes', 'a')).rejects.toThrow('no disk')
    failing = false
    expect(textOf(await held.read('notes', 'a'))).toBe('one')
  })

  it('F7 give the entries after a position from the tail or the log, and none where they were folded', async () => {
    const { log, held, counters, type } = subject()
    const positionsAfter = async (position: number): Promise<number[] | undefined> =>
      (await held.readAfter('notes', 'a', position))?.map((entry) => entry.position)
    for (const text of ['a', 'b', 'c', 'd']) await type('a', text)
    expect(await positionsAfter(2)).toEqual([3, 4])
    await held.read('notes', 'a')
    await type('a', 'e')
    expect(await positionsAfter(4)).toEqual([5])
    await log.fold({ space: 'notes', minEntries: 1, deleteBefore: Number.MAX_SAFE_INTEGER })
    // What was read once for who lags behind stays good.
    expect(await positionsAfter(1)).toEqual([2, 3, 4, 5])
    const another = createHeldDocuments({ log, counters } as Core, 1024 * 1024)
    expect(await another.readAfter('notes', 'a', 1)).toBeUndefined()
    expect(await another.readAfter('notes', 'a', 5)).toEqual([])
  })

  it('F7 of documents that do not exist are empty, with bytes of their own', async () => {
    const { held } = subject()
    const [one, two] = await Promise.all([held.read('notes', 'none'), held.read('notes', 'nil')])
    expect([one.position, textOf(one)]).toEqual([0, ''])
    // What is encoded for guests is kept by these bytes: were they shared, it would be kept for ever.
    expect(one.state.update).not.toBe(two.state.update)
  })
})

function helloUpdate(): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'hello')
  return Y.encodeStateAsUpdate(doc)
}
