// Catching up by documents, and folding: every page against one base, whatever is appended and folded meanwhile.

import { type ContractCase, expectEqual, expectTrue } from '@weft/base/testing'
import { entryKind } from '@weft/protocol'
import { firstOpaqueKind } from '../log/admit-item.js'
import { snapshotToUpdate } from '../log/fold-document.js'
import type { DocumentsQuery, Log, StoredDocument } from '../log/port.js'
import type { LogSubject } from './log-subject.js'
import { TestReplica, textOf } from './test-replica.js'

function textOfStored({ snapshot, entries }: StoredDocument): string {
  const known = entries.filter(({ kind }) => kind < firstOpaqueKind)
  const updates = known.map(({ payload }) => payload ?? new Uint8Array())
  return textOf(snapshot ? [snapshotToUpdate(snapshot), ...updates] : updates)
}

/** Reads to the end as a device does that asks on from the last document it stored. */
async function readAll(
  log: Log,
  query: Partial<DocumentsQuery>,
  between: () => Promise<unknown> = async () => undefined
): Promise<StoredDocument[]> {
  const documents: StoredDocument[] = []
  for (let after = ''; ; ) {
    const page = await log.readDocuments({
      ...{ space: 'notes', since: 0, after, base: 1_000_000, limitBytes: 100 },
      ...query
    })
    documents.push(...page.documents)
    if (page.done) return documents
    const last = page.documents.at(-1)
    expectTrue(last && last.document > after, 'at least one document, in order of ids')
    after = last.document
    await between()
  }
}

async function fill(log: Log): Promise<TestReplica> {
  const ana = new TestReplica(log)
  await ana.greet()
  for (const document of ['b', 'a', 'c/1', 'B', 'c']) await ana.type(document, `start of ${document}`)
  return ana
}

export const logDocumentsContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'L11 documents come in id order by UTF-16 code unit, page by page, each once',
    run: async ({ open }) => {
      const log = await open()
      await fill(log)
      const documents = await readAll(log, {})
      expectEqual(
        documents.map(({ document }) => document),
        ['B', 'a', 'b', 'c', 'c/1']
      )
      for (const stored of documents) expectEqual(textOfStored(stored), `start of ${stored.document}`)
      const page = await log.readDocuments({ space: 'notes', since: 0, after: 'b', base: 5, limitBytes: 1 })
      expectEqual([page.documents.length, page.done, page.total], [1, false, 5])
    }
  },
  {
    title: 'L11 what comes after the base is not in it, unless a snapshot already holds it',
    run: async ({ open }) => {
      const log = await open()
      const ana = await fill(log)
      await ana.type('a', ', more')
      await ana.type('new', 'late')
      const before = await readAll(log, { base: 5 })
      expectEqual(
        before.map(({ document }) => document),
        ['B', 'a', 'b', 'c', 'c/1']
      )
      expectEqual(before.map(textOfStored)[1], 'start of a')
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: null })
      const after = await readAll(log, { base: 5 })
      const a = after.find(({ document }) => document === 'a')
      expectEqual([a?.snapshot?.position, a && textOfStored(a)], [6, 'start of a, more'])
    }
  },
  {
    title: 'L11 a catch-up that is cut goes on from its last document while edits and folds go on',
    run: async ({ open }) => {
      const log = await open()
      const ana = await fill(log)
      let round = 0
      const base = (await log.read('notes', 5, 1)).head.position
      const documents = await readAll(log, { base, limitBytes: 1 }, async () => {
        await ana.type(['a', 'b', 'c', 'c/1', 'B'][round++ % 5] ?? 'a', '!')
        await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 })
      })
      expectEqual(
        documents.map(({ document }) => document),
        ['B', 'a', 'b', 'c', 'c/1']
      )
      // What was sent before it changed is sent again: everything after the base, by documents.
      const rest = await readAll(log, { since: base })
      const latest = new Map([...documents, ...rest].map((stored) => [stored.document, stored]))
      for (const stored of latest.values()) {
        expectEqual(textOfStored(stored), ana.doc(stored.document).getText('text').toString())
      }
    }
  },
  {
    title: 'L11 since asks for the documents that changed after it, and total counts them all',
    run: async ({ open }) => {
      const log = await open()
      const ana = await fill(log)
      await ana.type('c', '!')
      await ana.type('a', '!')
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 })
      const documents = await readAll(log, { since: 5 })
      expectEqual(
        documents.map(({ document }) => document),
        ['a', 'c']
      )
      const page = await log.readDocuments({ space: 'notes', since: 5, after: 'a', base: 7, limitBytes: 1 })
      expectEqual([page.documents.length, page.done, page.total], [1, true, 2])
    }
  },
  {
    title: 'L11 changedAt is the time of the last entry up to the base, folded or not',
    run: async ({ open }) => {
      const log = await open()
      const ana = await fill(log)
      ana.time = 5_000
      await ana.type('a', '!')
      const changedAt = async (base: number): Promise<number | undefined> =>
        (await readAll(log, { base })).find(({ document }) => document === 'a')?.changedAt
      expectEqual([await changedAt(5), await changedAt(6)], [1_000, 5_000])
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 })
      expectEqual(await changedAt(6), 5_000)
      ana.time = 9_000
      await ana.type('a', '?')
      expectEqual([await changedAt(6), await changedAt(7)], [5_000, 9_000])
      expectEqual((await log.readDocument('notes', 'a'))?.changedAt, 9_000)
    }
  },
  {
    title: 'L12 a snapshot covers exactly the entries up to its position, and entries follow it',
    run: async ({ open }) => {
      const log = await open()
      const ana = await fill(log)
      for (let count = 0; count < 10; count++) await ana.type('a', `${count}`)
      expectEqual((await log.fold({ space: 'notes', minEntries: 11, deleteBefore: null })).snapshots, 1)
      await ana.type('a', ' end')
      const stored = await log.readDocument('notes', 'a')
      expectTrue(stored?.snapshot, 'a snapshot')
      expectEqual([stored.snapshot.position, stored.entries.length], [15, 1])
      expectEqual(textOf([snapshotToUpdate(stored.snapshot)]), 'start of a0123456789')
      expectEqual(textOfStored(stored), 'start of a0123456789 end')
      expectEqual((await log.readDocument('notes', 'b'))?.snapshot, null)
      const again = await log.fold({ space: 'notes', minEntries: 2, deleteBefore: null })
      expectEqual(again, { snapshots: 0, deletedEntries: 0, horizon: 0 })
      expectEqual((await log.read('notes', 0, 1_000_000)).entries.length, 16)
    }
  },
  {
    title: 'L12 entries go in order, only when old enough and covered, and the document stays whole',
    run: async ({ open }) => {
      const log = await open()
      const ana = await fill(log)
      for (let count = 0; count < 4; count++) await ana.type('b', '!')
      // Position 1 is of b, which is folded; 2 is of a, which has too few entries to be.
      const report = await log.fold({ space: 'notes', minEntries: 5, deleteBefore: ana.time + 1 })
      expectEqual(report, { snapshots: 1, deletedEntries: 1, horizon: 1 })
      const young = await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time })
      expectEqual(young, { snapshots: 4, deletedEntries: 0, horizon: 1 })
      const all = await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 })
      expectEqual(all, { snapshots: 0, deletedEntries: 8, horizon: 9 })
      const stored = await log.readDocument('notes', 'b')
      expectEqual(stored && textOfStored(stored), 'start of b!!!!')
    }
  },
  {
    title: 'G4 the guard knows a document as well after its entries were folded and deleted',
    run: async ({ open }) => {
      const log = await open()
      const ana = await fill(log)
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 })
      expectEqual((await ana.type('a', '!')).refused, [])
      ana.edit('b', 'never sent')
      expectEqual((await ana.type('b')).refused[0]?.reason, 'update-clock-gap')
      const fork = ana.copy()
      fork.doc('c').clientID = ana.doc('c').clientID
      expectEqual((await ana.push(fork.edit('c', 'Start of'))).refused[0]?.reason, 'client-id-forked')
      expectEqual((await ana.push(ana.whole('a', entryKind.update))).refused, [])
    }
  },
  {
    title: 'L8 entries of an opaque kind are never folded or deleted, and come with every catch-up',
    run: async ({ open }) => {
      const log = await open()
      const ana = await fill(log)
      const kind = firstOpaqueKind
      const payload = Uint8Array.of(1, 2, 3)
      await ana.push({ document: 'a', kind, edits: 1, payload }, { document: 'd', kind, edits: 1, payload })
      await ana.type('a', '!')
      const report = await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 })
      expectEqual(report, { snapshots: 5, deletedEntries: 6, horizon: 8 })
      const documents = await readAll(log, {})
      const [, a] = documents
      expectEqual([a?.document, a?.snapshot?.position], ['a', 8])
      expectEqual(
        a?.entries.map((entry) => [entry.position, entry.kind, entry.payload]),
        [[6, kind, payload]]
      )
      expectEqual(a && textOfStored(a), 'start of a!')
      const d = documents.find(({ document }) => document === 'd')
      expectEqual([d?.snapshot, d?.entries.length], [null, 1])
      expectEqual((await log.readDocument('notes', 'a'))?.entries.length, 1)
    }
  }
]
