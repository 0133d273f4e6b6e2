// A replica's transactions against a store: what is saved, cut, settled, received and given back.

import { randomId } from '@weft/base'
import { createSeededRandom } from '@weft/base/testing'
import {
  advanceMark,
  type Entry,
  entryKind,
  nextBatchChain,
  parseBatch,
  type Receipt,
  sha256,
  startMark
} from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryStores } from '../store/memory-store.js'
import { chunksToCompact, compactChunks } from './compact-chunks.js'
import { type CutBatch, cutBatch } from './cut-batch.js'
import { discardSetAside, retrySetAside } from './decide-set-aside.js'
import { greet } from './greet.js'
import { countWaiting, unreadableDocuments } from './memory.js'
import { openReplica, type Replica } from './open-replica.js'
import { applyPayload } from './payloads.js'
import { readDocuments } from './read-content.js'
import { renewReplica } from './renew-replica.js'
import { saveEdits } from './save-edits.js'
import { settleReceipt } from './settle-receipt.js'
import { isSpillDue, spillOutbox } from './spill-outbox.js'
import { storeEntries } from './store-entries.js'
import { storeSnapshots } from './store-snapshots.js'

const limits = { targetBytes: 256 * 1024, largestBytes: 8 * 1024 * 1024 }

async function openFresh(stores = createMemoryStores(), seed = 1): Promise<Replica> {
  const random = createSeededRandom(seed)
  return openReplica({ stores, space: 'notes', newId: () => randomId(random) })
}

/** Types into a document and saves each insertion as an edit of its own. */
async function type(replica: Replica, document: string, ydoc: Y.Doc, text: string): Promise<void> {
  for (const letter of text) {
    const updates: Uint8Array[] = []
    const keep = (update: Uint8Array): void => {
      updates.push(update)
    }
    ydoc.on('update', keep)
    ydoc.getText('text').insert(ydoc.getText('text').length, letter)
    ydoc.off('update', keep)
    await replica.write((draft) =>
      saveEdits(
        draft,
        updates.map((update) => ({ document, update, replica: draft.state.replica })),
        1_000
      )
    )
  }
}

async function read(replica: Replica, document: string): Promise<string> {
  const [content] = await replica.read((tx, memory) => readDocuments(memory, tx, [document]))
  expect(content?.unreadable).toBeNull()
  const ydoc = new Y.Doc()
  for (const payload of content?.payloads ?? []) applyPayload(ydoc, payload, null)
  expect(ydoc.store.pendingStructs).toBeNull()
  return ydoc.getText('text').toString()
}

function receiptFor(
  replica: Replica,
  batch: CutBatch,
  position: number,
  refused: Receipt['refused'] = []
): Receipt {
  return {
    type: 'receipt',
    space: 'notes',
    replica: replica.memory.state.replica,
    batch: batch.batch,
    position,
    hash: sha256(Uint8Array.of(position)),
    time: 5_000,
    refused
  }
}

function entry(
  position: number,
  document: string,
  payload: Uint8Array | null,
  other: Partial<Entry> = {}
): Entry {
  return {
    position,
    document,
    device: 'phone',
    replica: 'phone-1',
    batch: position,
    time: 2_000 + position,
    kind: entryKind.update,
    edits: 1,
    payloadHash: sha256(payload ?? new Uint8Array()),
    payload,
    ...other
  }
}

function textUpdate(text: string): Uint8Array {
  const ydoc = new Y.Doc()
  ydoc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(ydoc)
}

const cut = (replica: Replica): Promise<CutBatch | undefined> =>
  replica.write((draft) => cutBatch(draft, limits, 3_000))

describe('a replica', () => {
  it('B2 fixes number, bytes and chain at the cut, and sends the same again after a restart', async () => {
    const stores = createMemoryStores()
    const replica = await openFresh(stores)
    await type(replica, 'a', new Y.Doc(), 'xyz')
    const batch = await cut(replica)
    expect(batch?.batch).toBe(1)
    expect(batch?.chain).toEqual(nextBatchChain(new Uint8Array(32), 1, batch?.content as Uint8Array))
    await replica.close()
    const again = await openFresh(stores, 2)
    expect(await again.read((tx) => tx.get('batches', 1))).toEqual(batch?.content)
    expect(again.memory.sent.map(({ batch: number }) => number)).toEqual([1])
    expect(await cut(again)).toBeUndefined()
    expect(await read(again, 'a')).toBe('xyz')
  })

  it('S5 counts edits as they were saved, also when they are merged for a push', async () => {
    const replica = await openFresh()
    await type(replica, 'a', new Y.Doc(), 'hello')
    await type(replica, 'b', new Y.Doc(), 'you')
    expect(countWaiting(replica.memory)).toMatchObject({ edits: 8, documents: 2, since: 1_000 })
    const batch = (await cut(replica)) as CutBatch
    const items = parseBatch(batch.content)
    expect(items.ok && items.value.map(({ document, edits }) => [document, edits])).toEqual([
      ['a', 5],
      ['b', 3]
    ])
    expect(countWaiting(replica.memory)).toMatchObject({ edits: 8, documents: 2 })
    await replica.write((draft) => settleReceipt(draft, receiptFor(replica, batch, 2)))
    expect(countWaiting(replica.memory)).toMatchObject({ edits: 0, documents: 0, since: null })
  })

  it('D1 keeps many small edits readable when they are spilled, and their count', async () => {
    const replica = await openFresh()
    const ydoc = new Y.Doc()
    const text = 'a'.repeat(80)
    await type(replica, 'a', ydoc, text)
    expect(isSpillDue(replica.memory)).toBe(true)
    await replica.write(spillOutbox)
    expect(replica.memory.outbox.size).toBe(1)
    expect(countWaiting(replica.memory).edits).toBe(80)
    expect(await read(replica, 'a')).toBe(text)
    await cut(replica)
    expect(replica.memory.outbox.size).toBe(0)
    expect(await read(replica, 'a')).toBe(text)
  })

  it('L7 passes an own entry only when the store holds its very payload', async () => {
    const replica = await openFresh()
    await type(replica, 'a', new Y.Doc(), 'x')
    const batch = (await cut(replica)) as CutBatch
    const items = parseBatch(batch.content)
    const payload = items.ok ? items.value[0]?.payload : undefined
    const own = entry(1, 'a', null, {
      replica: replica.memory.state.replica,
      device: 'me',
      batch: 1,
      payloadHash: sha256(payload as Uint8Array)
    })
    const wrong = { ...own, payloadHash: sha256(new Uint8Array([9])) }
    const refused = await replica.write((draft) =>
      storeEntries(draft, [wrong], advanceMark(startMark, [wrong]).hash)
    )
    expect(refused.kind).toBe('replica-rewound')
    expect(replica.memory.state.cursor.position).toBe(0)
    const stored = await replica.write((draft) =>
      storeEntries(draft, [own], advanceMark(startMark, [own]).hash)
    )
    expect(stored.kind).toBe('stored')
    // The header came before the receipt: nothing but the receipt acknowledges (B1).
    expect(countWaiting(replica.memory).edits).toBe(1)
    await replica.write((draft) => settleReceipt(draft, receiptFor(replica, batch, 1)))
    expect(countWaiting(replica.memory).edits).toBe(0)
    expect(replica.memory.sent).toEqual([])
    expect(await replica.read((tx) => tx.get('batches', 1))).toBeUndefined()
  })

  it('L10 stores entries with the cursor, refuses a gap and a hash of another log', async () => {
    const replica = await openFresh()
    const entries = [entry(1, 'a', textUpdate('one')), entry(2, 'b', textUpdate('two'))]
    const mark = advanceMark(startMark, entries)
    const far = [entry(5, 'c', textUpdate('five'))]
    expect((await replica.write((draft) => storeEntries(draft, far, mark.hash))).kind).toBe('gap')
    expect((await replica.write((draft) => storeEntries(draft, entries, startMark.hash))).kind).toBe(
      'log-forked'
    )
    expect(replica.memory.index.size).toBe(0)
    expect((await replica.write((draft) => storeEntries(draft, entries, mark.hash))).kind).toBe('stored')
    expect(replica.memory.state.cursor).toEqual(mark)
    // The same again, with one more: what is stored already is passed over.
    const more = [...entries, entry(3, 'a', textUpdate('three'))]
    const after = advanceMark(startMark, more)
    const result = await replica.write((draft) => storeEntries(draft, more, after.hash))
    expect(result).toMatchObject({ kind: 'stored', entries: [{ position: 3 }] })
    expect(await read(replica, 'b')).toBe('two')
  })

  it('L11 sets the cursor only with the last document, and says how far it came', async () => {
    const stores = createMemoryStores()
    const replica = await openFresh(stores)
    const base = { position: 40, hash: sha256(Uint8Array.of(40)) }
    const item = (document: string, text: string) => ({
      document,
      kind: entryKind.update,
      position: 30,
      time: 9_000,
      payload: textUpdate(text)
    })
    await replica.write((draft) =>
      storeSnapshots(draft, { base, items: [item('a', 'A'), item('b', 'B')], lastDocument: 'b', done: false })
    )
    expect(replica.memory.state.cursor.position).toBe(0)
    await replica.close()
    const again = await openFresh(stores, 2)
    const hello = await again.write((draft) => greet(draft, 'notes', new Uint8Array(16)))
    expect(hello.catchUp).toEqual({ base, lastDocument: 'b' })
    await again.write((draft) =>
      storeSnapshots(draft, { base, items: [item('c', 'C')], lastDocument: 'c', done: true })
    )
    expect(again.memory.state.cursor).toEqual(base)
    expect(again.memory.state.catchUp).toBeNull()
    expect(await read(again, 'c')).toBe('C')
    expect(again.memory.index.changedAt('a')).toBe(9_000)
  })

  it('B5 holds back a document after a refusal, and nothing else', async () => {
    const replica = await openFresh()
    const a = new Y.Doc()
    const b = new Y.Doc()
    await type(replica, 'a', a, 'x')
    const batch = (await cut(replica)) as CutBatch
    await replica.write((draft) =>
      settleReceipt(
        draft,
        receiptFor(replica, batch, 0, [{ item: 0, document: 'a', reason: 'client-id-taken' }])
      )
    )
    expect([...replica.memory.setAside.values()]).toMatchObject([
      { document: 'a', reason: 'client-id-taken', edits: 1 }
    ])
    await type(replica, 'a', a, 'y')
    await type(replica, 'b', b, 'z')
    const next = (await cut(replica)) as CutBatch
    const items = parseBatch(next.content)
    expect(items.ok && items.value.map(({ document }) => document)).toEqual(['b'])
    expect(await cut(replica)).toBeUndefined()
    expect(countWaiting(replica.memory).edits).toBe(2)
    // Nothing of it is lost: it is all here, and tried again as a whole.
    expect(await read(replica, 'a')).toBe('xy')
    await replica.write((draft) => retrySetAside(draft, 'a', 4_000))
    const again = parseBatch(((await cut(replica)) as CutBatch).content)
    expect(again.ok && again.value[0]).toMatchObject({ document: 'a', kind: entryKind.giveBack })
  })

  it('B5 sets aside what it pushed once, and under its own document, whatever a broken relay calls it', async () => {
    const replica = await openFresh()
    await type(replica, 'b', new Y.Doc(), 'x')
    const batch = (await cut(replica)) as CutBatch
    const said = [0, 0, 7].map((item) => ({ item, document: 'a', reason: 'made-up' }))
    await replica.write((draft) => settleReceipt(draft, receiptFor(replica, batch, 0, said)))
    expect([...replica.memory.setAside.values()]).toMatchObject([
      { document: 'b', reason: 'made-up', edits: 1 }
    ])
    expect(await read(replica, 'b')).toBe('x')
  })

  it('B5 drops what was set aside and starts the document anew, without touching others', async () => {
    const replica = await openFresh()
    await type(replica, 'a', new Y.Doc(), 'x')
    await type(replica, 'b', new Y.Doc(), 'keep')
    const batch = (await cut(replica)) as CutBatch
    await replica.write((draft) =>
      settleReceipt(
        draft,
        receiptFor(replica, batch, 1, [{ item: 0, document: 'a', reason: 'client-id-taken' }])
      )
    )
    const before = replica.memory.state.replica
    await replica.write((draft) => discardSetAside(draft, 'a', 'replica-2', 4_000))
    expect(replica.memory.setAside.size).toBe(0)
    expect(await read(replica, 'a')).toBe('')
    expect(await read(replica, 'b')).toBe('keep')
    expect(replica.memory.state).toMatchObject({ replica: 'replica-2', replaces: before, cursor: startMark })
  })

  it('B8 sets aside what can never fit and goes on with what follows', async () => {
    const replica = await openFresh()
    const big = new Y.Doc()
    big.getText('text').insert(0, 'x'.repeat(5_000))
    await replica.write((draft) =>
      saveEdits(
        draft,
        [
          { document: 'big', update: Y.encodeStateAsUpdate(big), replica: draft.state.replica },
          { document: 'small', update: textUpdate('s'), replica: draft.state.replica }
        ],
        1_000
      )
    )
    const batch = await replica.write((draft) =>
      cutBatch(draft, { targetBytes: 1_000, largestBytes: 2_000 }, 3_000)
    )
    const items = parseBatch((batch as CutBatch).content)
    expect(items.ok && items.value.map(({ document }) => document)).toEqual(['small'])
    expect([...replica.memory.setAside.values()]).toMatchObject([
      { document: 'big', reason: 'batch-too-large' }
    ])
  })

  it('E2 gives back every document before anything else when the log is another one', async () => {
    const replica = await openFresh()
    const first = [entry(1, 'a', textUpdate('from the log'))]
    await replica.write((draft) => storeEntries(draft, first, advanceMark(startMark, first).hash))
    await type(replica, 'b', new Y.Doc(), 'mine')
    await cut(replica)
    await replica.write((draft) => renewReplica(draft, 'epoch-changed', 'replica-2', 4_000))
    expect(replica.memory.state).toMatchObject({
      replica: 'replica-2',
      epoch: null,
      cursor: startMark,
      acknowledged: 0,
      greeting: 0
    })
    expect(replica.memory.sent).toEqual([])
    await type(replica, 'b', new Y.Doc(), '!')
    const given = parseBatch(((await cut(replica)) as CutBatch).content)
    expect(given.ok && given.value.map(({ document, kind }) => [document, kind])).toEqual([
      ['a', entryKind.giveBack],
      ['b', entryKind.giveBack],
      ['b', entryKind.update]
    ])
    // The give-back holds what was there at the renewal, not what came after it.
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, (given.ok ? given.value[1]?.payload : undefined) as Uint8Array)
    expect(ydoc.getText('text').toString()).toBe('mine')
  })

  it('E3 keeps the cursor and gives back only what the log does not provably hold', async () => {
    const replica = await openFresh()
    const first = [entry(1, 'a', textUpdate('from the log'))]
    await replica.write((draft) => storeEntries(draft, first, advanceMark(startMark, first).hash))
    await type(replica, 'b', new Y.Doc(), 'mine')
    const before = replica.memory.state
    await replica.write((draft) => renewReplica(draft, 'replica-rewound', 'replica-2', 4_000))
    expect(replica.memory.state).toMatchObject({
      replica: 'replica-2',
      replaces: before.replica,
      cursor: before.cursor
    })
    const given = parseBatch(((await cut(replica)) as CutBatch).content)
    expect(given.ok && given.value.map(({ document }) => document)).toEqual(['b'])
    await replica.write((draft) => renewReplica(draft, 'replica-replaced', 'replica-3', 4_000))
    expect(replica.memory.state.replaces).toBeNull()
  })

  it('E6 saves an edit made under an earlier replica as a give-back', async () => {
    const replica = await openFresh()
    const before = replica.memory.state.replica
    await replica.write((draft) => renewReplica(draft, 'replica-rewound', 'replica-2', 4_000))
    await replica.write((draft) =>
      saveEdits(draft, [{ document: 'a', update: textUpdate('late'), replica: before }], 1)
    )
    const items = parseBatch(((await cut(replica)) as CutBatch).content)
    expect(items.ok && items.value[0]?.kind).toBe(entryKind.giveBack)
  })

  it('E4 raises the greeting number durably before each hello', async () => {
    const stores = createMemoryStores()
    const replica = await openFresh(stores)
    const first = await replica.write((draft) => greet(draft, 'notes', new Uint8Array(16)))
    await replica.close()
    const again = await openFresh(stores, 2)
    const second = await again.write((draft) => greet(draft, 'notes', new Uint8Array(16)))
    expect([first.greeting, second.greeting]).toEqual([1, 2])
    expect(second.replica).toBe(first.replica)
  })

  it('D7 compacts small chunks without losing content, positions or unknown kinds', async () => {
    const replica = await openFresh()
    let mark = startMark
    for (let position = 1; position <= 80; position++) {
      const payload = position === 7 ? Uint8Array.of(1, 2, 3) : textUpdate(`${position} `)
      const kind = position === 7 ? 200 : entryKind.update
      const one = [entry(position, position % 2 ? 'odd' : 'even', payload, { kind })]
      mark = advanceMark(mark, one)
      await replica.write((draft) => storeEntries(draft, one, mark.hash))
    }
    const before = [await read(replica, 'odd'), await read(replica, 'even')]
    expect(chunksToCompact(replica.memory).length).toBeGreaterThan(60)
    await replica.write(compactChunks)
    expect(replica.memory.index.chunks().length).toBeLessThan(20)
    expect([await read(replica, 'odd'), await read(replica, 'even')]).toEqual(before)
    expect(replica.memory.index.lastPosition('even')).toBe(80)
    expect(replica.memory.index.locate('odd').some(({ item }) => item.kind === 200)).toBe(true)
  })

  it('T4 sees in a second tab what the first wrote, also after it moved', async () => {
    const stores = createMemoryStores()
    const one = await openFresh(stores)
    const two = await openFresh(stores, 2)
    expect(two.memory.state.replica).toBe(one.memory.state.replica)
    two.watched.add('a')
    const seen = new Y.Doc()
    two.arrived.subscribe((arrivals) => {
      for (const arrival of arrivals) applyPayload(seen, arrival, null)
    })
    const ydoc = new Y.Doc()
    await type(one, 'a', ydoc, 'he')
    await two.sync()
    expect(seen.getText('text').toString()).toBe('he')
    await type(one, 'a', ydoc, 'llo')
    await cut(one)
    await two.sync()
    expect(seen.getText('text').toString()).toBe('hello')
    expect(countWaiting(two.memory).edits).toBe(5)
  })

  it('T5 never gives out a batch number twice, whichever tab cuts', async () => {
    const stores = createMemoryStores()
    const one = await openFresh(stores)
    const two = await openFresh(stores, 2)
    await type(one, 'a', new Y.Doc(), 'x')
    await type(two, 'b', new Y.Doc(), 'y')
    const [first, second] = await Promise.all([cut(one), cut(two)])
    await type(two, 'c', new Y.Doc(), 'z')
    const third = await cut(two)
    const numbers = [first, second, third].flatMap((batch) => (batch ? [batch.batch] : []))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers.length).toBeGreaterThanOrEqual(2)
  })

  it('D4 tells of a chunk that cannot be read, and never shows part of a document', async () => {
    const stores = createMemoryStores()
    const replica = await openFresh(stores)
    const entries = [entry(1, 'a', textUpdate('whole'))]
    await replica.write((draft) => storeEntries(draft, entries, advanceMark(startMark, entries).hash))
    const [{ chunk }] = replica.memory.index.chunks() as readonly [
      { readonly chunk: number; readonly bytes: number }
    ]
    await replica.store.write(['chunks'], async (tx) => {
      const bytes = (await tx.get('chunks', chunk)) as Uint8Array
      bytes[3] = (bytes[3] as number) ^ 1
      tx.put('chunks', chunk, bytes)
    })
    let told = 0
    replica.changed.subscribe(() => told++)
    const look = () => replica.read((tx, memory) => readDocuments(memory, tx, ['a']))
    const [content] = await look()
    // A screen is told of it, once.
    expect(told).toBe(1)
    await look()
    expect(told).toBe(1)
    expect(content).toMatchObject({ payloads: [], unreadable: expect.stringContaining('checksum') })
    expect(unreadableDocuments(replica.memory)).toEqual(['a'])
    // Given up, it is no trouble any more: the log brings the document back.
    await replica.write((draft) => discardSetAside(draft, 'a', 'replica-2', 4_000))
    expect(unreadableDocuments(replica.memory)).toEqual([])
    expect(replica.memory.state.cursor).toEqual(startMark)
  })
})
