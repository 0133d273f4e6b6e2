import { type Mark, type SnapshotItem, startMark } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { type Log, LogError } from '../log/port.js'
import { openWorld, type World } from '../session/testing/open-world.js'
import type { TestDevice } from '../session/testing/test-device.js'

/** Ten documents, some of them folded, one larger than a frame's content. */
async function filled(world: World): Promise<TestDevice> {
  const ana = world.connect({ device: 'ana' })
  await ana.greet()
  for (let index = 0; index < 9; index++) {
    for (const text of ['a', 'b', 'c']) await ana.type(`n${index}`, text.repeat(30_000))
  }
  await ana.type('n9', 'x'.repeat(700_000))
  await world.log.fold({ space: 'notes', minEntries: 2, deleteBefore: null })
  await ana.type('n3', 'late')
  return ana
}

const items = (device: TestDevice): SnapshotItem[] => device.all('snapshots').flatMap((frame) => frame.items)
const isDone = (device: TestDevice): boolean => device.all('snapshots').at(-1)?.done === true

/** Each document's text, from whole payloads put together of their parts. */
function texts(all: readonly SnapshotItem[]): Record<string, number> {
  const updates = new Map<string, Uint8Array[]>()
  let parts: Uint8Array[] = []
  for (const item of all) {
    expect(item.part).toBe(parts.length)
    parts.push(item.payload)
    if (parts.length < item.parts) continue
    const known = updates.get(item.document) ?? []
    // Snapshots are Yjs v2; the entries alone tell v1 text, so only their lengths are compared here.
    updates.set(item.document, [...known, Buffer.concat(parts)])
    parts = []
  }
  return Object.fromEntries([...updates].map(([document, list]) => [document, list.length]))
}

describe('a catch-up', () => {
  it('L11 sends every document in id order against a base, says when it is done, then the entries after', async () => {
    const world = openWorld()
    const ana = await filled(world)
    const ben = world.connect({ device: 'ben' })
    await ben.greet()
    await ben.until(() => isDone(ben))
    const frames = ben.all('snapshots')
    expect(new Set(frames.map((frame) => frame.base.position))).toEqual(new Set([29]))
    expect(frames.slice(0, -1).some((frame) => frame.done)).toBe(false)
    expect(Object.keys(texts(items(ben)))).toEqual(Array.from({ length: 10 }, (_, index) => `n${index}`))
    expect(items(ben).filter((item) => item.last)).toHaveLength(10)
    expect(frames.at(-1)).toMatchObject({ sentDocuments: 10, totalDocuments: 10 })
    expect(Math.max(...ben.sizes)).toBeLessThan(300_000)
    await ana.type('n0')
    await ben.untilPosition(30)
    expect(ben.entries().map((entry) => entry.position)).toEqual([30])
    ben.checkStream(frames[0]?.base as Mark)
  })

  it('L11 of an empty space is done at once', async () => {
    const world = openWorld()
    const ana = world.connect()
    await ana.greet()
    await ana.until(() => isDone(ana))
    expect(ana.all('snapshots')).toMatchObject([
      { base: startMark, items: [], done: true, totalDocuments: 0 }
    ])
  })

  it('L11 cut at any frame goes on after the last document that was stored, with the same base', async () => {
    const world = openWorld()
    const ana = await filled(world)
    const probe = world.connect({ device: 'probe' })
    await probe.greet()
    await probe.until(() => isDone(probe))
    const whole = texts(items(probe))
    const { length } = probe.all('snapshots')
    expect(length).toBeGreaterThan(5)
    for (let cut = 1; cut < length; cut++) {
      const first = world.connect({ device: `cut-${cut}` })
      await first.greet({}, 0)
      while (first.all('snapshots').length < cut) {
        const before = first.all('snapshots').length
        first.credit((first.sizes.at(-1) ?? 1) + 1)
        await first.until(() => first.all('snapshots').length > before)
      }
      first.drop()
      const stored = items(first).filter((item) => item.last)
      const lastDocument = stored.at(-1)?.document ?? ''
      const base = first.all('snapshots')[0]?.base as Mark
      await ana.type('n5')
      const second = world.connect(first.replica)
      await second.greet({ catchUp: { base, lastDocument }, highest: base })
      await second.until(() => isDone(second))
      const kept = items(first).filter(({ document }) => document <= lastDocument)
      const got = texts([...kept, ...items(second)])
      expect({ ...got, n5: 1 }, `cut at ${cut}`).toEqual({ ...whole, n5: 1 })
      expect(items(second).every(({ document }) => document > lastDocument)).toBe(true)
      expect(second.all('snapshots')[0]?.base).toEqual(base)
      await second.untilPosition(29 + cut)
      second.checkStream(base)
    }
  })

  it('L11 with a base that was folded away starts again', async () => {
    const world = openWorld()
    const ana = await filled(world)
    const ben = world.connect({ device: 'ben' })
    await ben.greet({}, 1)
    await ben.until(() => ben.all('snapshots').length === 1)
    ben.drop()
    const base = ben.all('snapshots')[0]?.base as Mark
    await ana.type('n7')
    const deleteBefore = world.clock.now() + 1
    expect(await world.log.fold({ space: 'notes', minEntries: 1, deleteBefore })).toMatchObject({
      horizon: 30
    })
    const again = openWorld({ log: world.log }).connect(ben.replica)
    await again.greet({ catchUp: { base, lastDocument: 'n2' }, highest: base })
    await again.until(() => isDone(again))
    expect(items(again)[0]?.document).toBe('n0')
    expect(again.all('snapshots')[0]?.base.position).toBe(30)
  })

  it('L11 below the horizon sends only what changed since the cursor', async () => {
    const world = openWorld()
    const ana = world.connect({ device: 'ana' })
    const ben = world.connect({ device: 'ben' })
    await ana.greet()
    await ben.greet()
    for (const document of ['a', 'b', 'c']) await ana.type(document)
    await ben.untilPosition(3)
    const cursor = ben.checkStream(startMark)
    ben.drop()
    await ana.type('b')
    await ana.type('d')
    await world.log.fold({ space: 'notes', minEntries: 1, deleteBefore: world.clock.now() + 1 })
    expect((await world.log.spaces())[0]?.horizon).toBe(5)
    // Another relay, which remembers no entries.
    const again = openWorld({ log: world.log }).connect(ben.replica)
    await again.greet({ cursor, highest: cursor })
    await again.until(() => isDone(again))
    expect([...new Set(items(again).map(({ document }) => document))]).toEqual(['b', 'd'])
    expect(again.all('snapshots').at(-1)).toMatchObject({ base: { position: 5 }, totalDocuments: 2 })
  })

  it('L11 a document that was asked for comes before its turn, alone, and again in its turn', async () => {
    const world = openWorld()
    await filled(world)
    const ben = world.connect({ device: 'ben' })
    await ben.greet({}, 0)
    ben.credit(1)
    await ben.until(() => ben.all('snapshots').length === 1)
    ben.send({ type: 'fetch', space: 'notes', document: 'n8' })
    ben.send({ type: 'fetch', space: 'notes', document: 'nowhere' })
    ben.credit(10_000_000)
    await ben.until(() => isDone(ben))
    const orders = ben
      .all('snapshots')
      .map((frame) => [...new Set(frame.items.map(({ document }) => document))])
    const fetched = orders.findIndex((documents) => documents.length === 1 && documents[0] === 'n8')
    expect(fetched).toBeGreaterThan(0)
    expect(fetched).toBeLessThan(4)
    expect(items(ben).filter(({ document, last }) => document === 'n8' && last)).toHaveLength(2)
    expect(ben.all('snapshots').at(-1)).toMatchObject({ sentDocuments: 10, totalDocuments: 10 })
  })

  it('L11 parts of a document stand together, whatever is asked for meanwhile', async () => {
    const world = openWorld()
    await filled(world)
    const ben = world.connect({ device: 'ben' })
    await ben.greet({}, 0)
    for (let index = 0; !isDone(ben); index++) {
      const before = ben.all('snapshots').length
      if (index < 10) ben.send({ type: 'fetch', space: 'notes', document: `n${index}` })
      ben.credit(300_000)
      await ben.until(() => ben.all('snapshots').length > before)
    }
    expect(Object.keys(texts(items(ben)))).toHaveLength(10)
  })

  it('L2 many that come at once share what is read and encoded', async () => {
    const world = openWorld()
    await filled(world)
    const readers = Array.from({ length: 30 }, (_, index) => world.connect({ device: `r${index}` }))
    const before = { ...world.relay.counters }
    await Promise.all(readers.map((reader) => reader.greet()))
    await Promise.all(readers.map((reader) => reader.until(() => isDone(reader))))
    const encoded = world.relay.counters.framesEncoded - before.framesEncoded
    expect(encoded).toBe(readers[0]?.all('snapshots').length)
  })
})

describe('a log that cannot be read', () => {
  it('L5 is damaged for that space alone', async () => {
    const world = openWorld()
    const damaged = openWorld({
      log: withRead(
        world.log,
        () => new LogError('log-damaged', 'bad record', { space: 'notes', position: 1 })
      )
    })
    const ana = damaged.connect({ device: 'ana' })
    await ana.greet()
    await ana.greet({ space: 'more', epoch: null })
    expect(await ana.untilError('log-damaged')).toMatchObject({ space: 'notes', retryAfterMs: null })
    await ana.until(() => isDone(ana))
    expect(ana.all('snapshots').map(({ space }) => space)).toEqual(['more'])
  })

  it('L6 is tried again when it is not damage', async () => {
    const world = openWorld()
    let failures = 1
    const failing = openWorld({
      log: withRead(world.log, () => (failures-- > 0 ? new LogError('log-unavailable', 'busy') : undefined))
    })
    const ana = failing.connect({ device: 'ana' })
    await ana.greet()
    const { retryAfterMs } = await ana.untilError('log-unavailable')
    failing.clock.advance(retryAfterMs ?? 0)
    await ana.until(() => isDone(ana))
  })
})

function withRead(log: Log, error: () => LogError | undefined): Log {
  return {
    ...log,
    readDocuments: async (query) => {
      const thrown = query.space === 'notes' ? error() : undefined
      if (thrown) throw thrown
      return log.readDocuments(query)
    }
  }
}
