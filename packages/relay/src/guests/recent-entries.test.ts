import { describe, expect, it } from 'vitest'
import type { StoredDocument } from '../log/port.js'
import { createRecentEntries } from './recent-entries.js'
import type { TailEntry } from './tail-entry.js'

/** A log of entries of `bytes` each, whose reads are held back until the test lets them go. */
function subject(boundBytes: number, bytes = 1_000) {
  const log = new Map<string, TailEntry[]>()
  let reads = 0
  let underWay = 0
  let most = 0
  let held: (() => void)[] | undefined
  const recent = createRecentEntries(
    async (_space, document) => {
      reads++
      most = Math.max(most, ++underWay)
      // As it stands when the read begins.
      const entries = [...(log.get(document) ?? [])]
      await new Promise<void>((resolve) => (held ? held.push(resolve) : setImmediate(resolve)))
      underWay--
      return { snapshot: null, entries } as unknown as StoredDocument
    },
    (stored) => stored.entries as unknown as TailEntry[],
    boundBytes
  )
  return {
    after: async (document: string, position: number): Promise<number[] | undefined> =>
      (await recent.after(document, 'notes', document, position))?.map((entry) => entry.position),
    commit: (document: string, position: number): void => {
      const entry = { position, update: new Uint8Array(bytes) }
      log.set(document, [...(log.get(document) ?? []), entry])
      recent.committed(document, entry)
    },
    hold: () => {
      held = []
    },
    letGo: () => {
      for (const go of held?.splice(0) ?? []) go()
      held = undefined
    },
    get reads() {
      return reads
    },
    get mostAtOnce() {
      return most
    }
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('entries for guests who lag behind', () => {
  it('F7 are read once for all who lag in one document, wherever they are', async () => {
    const log = subject(100_000)
    for (let position = 1; position <= 5; position++) log.commit('a', position)
    const all = await Promise.all([0, 1, 2, 3, 4, 5].map((position) => log.after('a', position)))
    expect(all.map((entries) => entries?.length)).toEqual([5, 4, 3, 2, 1, 0])
    log.commit('a', 9)
    expect(await log.after('a', 4)).toEqual([5, 9])
    expect(log.reads).toBe(1)
  })

  it('F7 have what is committed while they are read', async () => {
    const log = subject(100_000)
    log.commit('a', 1)
    log.hold()
    const early = log.after('a', 0)
    await turn()
    log.commit('a', 2)
    const late = log.after('a', 1)
    log.commit('a', 3)
    log.letGo()
    expect([await early, await late]).toEqual([
      [1, 2, 3],
      [2, 3]
    ])
    expect(log.reads).toBe(1)
  })

  it('F7 are read of one document at a time, and kept within a bound', async () => {
    const log = subject(10_500)
    for (const document of ['a', 'b', 'c', 'd']) {
      for (let position = 1; position <= 4; position++) log.commit(document, position)
    }
    const all = ['a', 'b', 'c', 'd']
    expect(await Promise.all(all.map((document) => log.after(document, 1)))).toEqual(Array(4).fill([2, 3, 4]))
    expect([log.reads, log.mostAtOnce]).toEqual([4, 1])
    // The two that were asked for last fit, and are there.
    await log.after('d', 0)
    await log.after('c', 0)
    expect(log.reads).toBe(4)
    await log.after('a', 0)
    expect(log.reads).toBe(5)
  })

  it('F7 are let go of documents that have none, too', async () => {
    const log = subject(10_000)
    for (let index = 0; index < 100; index++) await log.after(`empty ${index}`, 0)
    expect(log.reads).toBe(100)
    await log.after('empty 99', 0)
    expect(log.reads).toBe(100)
    await log.after('empty 0', 0)
    expect(log.reads).toBe(101)
  })

  it('F7 are given also where there are more than may be kept', async () => {
    const log = subject(3_000)
    for (let position = 1; position <= 4; position++) log.commit('a', position)
    expect(await log.after('a', 0)).toEqual([1, 2, 3, 4])
    log.commit('a', 5)
    expect(await log.after('a', 3)).toEqual([4, 5])
    expect(log.reads).toBe(2)
  })
})
