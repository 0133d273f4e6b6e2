// What a log refuses of a batch: by name, stored with the batch, and told in every repeat of the receipt.

import { type ContractCase, expectEqual, expectTrue } from '@weft/base/testing'
import { type BatchItem, entryKind } from '@weft/protocol'
import * as Y from 'yjs'
import { firstOpaqueKind } from '../log/admit-item.js'
import type { LogSubject } from './log-subject.js'
import { TestReplica } from './test-replica.js'

const reasonsOf = (refused: readonly { item: number; reason: string }[]): (string | number)[][] =>
  refused.map(({ item, reason }) => [item, reason])

export const logRefusalsContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'B1 what was refused is in the receipt and in every repeat of it, also after other batches',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const bad: BatchItem = { document: 'b', kind: entryKind.update, edits: 1, payload: Uint8Array.of(9, 9) }
      const batch = ana.make([ana.edit('a', 'one'), bad, ana.edit('c', 'two')])
      const first = await ana.send(batch)
      expectTrue(first.kind === 'appended', 'an append')
      expectEqual(first.receipt.refused.length, 1)
      expectEqual([first.receipt.refused[0]?.item, first.receipt.refused[0]?.document], [1, 'b'])
      expectEqual(first.receipt.mark.position, 2)
      await ana.type('a')
      const again = await ana.send(batch)
      expectTrue(again.kind === 'repeated', 'a repeat')
      expectEqual(again.receipt, first.receipt)
      const { entries } = await log.read('notes', 0, 1_000)
      expectEqual(
        entries.map(({ document }) => document),
        ['a', 'c', 'a']
      )
    }
  },
  {
    title: 'B1 a batch that was refused whole is kept as such, and its receipt stands at the head',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const { mark } = await ana.type('a')
      const batch = ana.make([{ document: 'b', kind: entryKind.update, edits: 1, payload: new Uint8Array() }])
      const outcome = await ana.send(batch)
      expectTrue(outcome.kind === 'appended', 'a receipt')
      expectEqual(outcome.receipt.mark, mark)
      expectEqual((await ana.send(batch)).kind, 'repeated')
      expectEqual((await ana.type('a')).mark.position, 2)
    }
  },
  {
    title: 'B5 after a refusal the later items of that document in the batch are held back, others are not',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      ana.edit('a', 'never sent')
      const receipt = await ana.push(ana.edit('a', 'one'), ana.edit('b', 'two'), ana.edit('a', 'three'))
      expectEqual(reasonsOf(receipt.refused), [
        [0, 'update-clock-gap'],
        [2, 'held-back']
      ])
      expectEqual(receipt.mark.position, 1)
    }
  },
  {
    title: 'G2 v2 bytes are refused by name, whatever kind they claim',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const { document, payload } = ana.edit('a', 'one')
      const v2 = Y.convertUpdateFormatV1ToV2(payload)
      const claims = [entryKind.stateV2, entryKind.update].map((kind) => ({
        document,
        kind,
        edits: 1,
        payload: v2
      }))
      for (const item of claims) {
        expectEqual(reasonsOf((await ana.push(item)).refused), [[0, 'update-wrong-version']])
      }
    }
  },
  {
    title: 'G4 clocks continue over batches and within one, from where the log knows the document',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const items = [ana.edit('a', 'one'), ana.edit('a', 'two'), ana.edit('a', 'three')]
      expectEqual((await ana.push(...items.slice(0, 2))).refused, [])
      expectEqual((await ana.push(...items.slice(2))).refused, [])
    }
  },
  {
    title: 'G5 a client id belongs to the replica that used it first, but for a give-back',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      const ben = new TestReplica(log, { device: 'ben' })
      await ana.greet()
      await ben.greet()
      await ana.type('a', 'mine')
      const theirs = ben.doc('a')
      Y.applyUpdate(theirs, Y.encodeStateAsUpdate(ana.doc('a')))
      theirs.clientID = ana.doc('a').clientID
      const taken = ben.edit('a', ' and more')
      expectEqual(reasonsOf((await ben.push(taken)).refused), [[0, 'client-id-taken']])
      const giveBack = await ben.push(ben.whole('a', entryKind.giveBack))
      expectEqual(giveBack.refused, [])
      const { entries } = await log.read('notes', 0, 10_000)
      expectEqual(entries.at(-1)?.kind, entryKind.giveBack)
    }
  },
  {
    title: 'G6 structs with the same ids and other content are client-id-forked, also within one batch',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const fork = ana.copy()
      fork.doc('a').clientID = ana.doc('a').clientID
      fork.doc('b').clientID = ana.doc('b').clientID
      await ana.type('a', 'one')
      const receipt = await ana.push(fork.edit('a', 'two'), ana.edit('b', 'one'), fork.edit('b', 'two'))
      expectEqual(reasonsOf(receipt.refused), [
        [0, 'client-id-forked'],
        [2, 'client-id-forked']
      ])
    }
  },
  {
    title: 'P1 a document id that is not valid is refused by name',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const item = ana.edit('a', 'one')
      const receipt = await ana.push({ ...item, document: '../a' }, { ...item, document: '' }, item)
      expectEqual(reasonsOf(receipt.refused), [
        [0, 'id-invalid'],
        [1, 'id-invalid']
      ])
      expectEqual(receipt.mark.position, 1)
    }
  },
  {
    title: 'P4 documents beyond the limit are refused, and the others go on',
    run: async ({ open }) => {
      const log = await open({ documents: 2 })
      const ana = new TestReplica(log)
      await ana.greet()
      const receipt = await ana.push(
        ana.edit('a', '1'),
        ana.edit('b', '2'),
        ana.edit('c', '3'),
        ana.edit('a', '4')
      )
      expectEqual(reasonsOf(receipt.refused), [[2, 'too-many-documents']])
      expectEqual(reasonsOf((await ana.type('c')).refused), [[0, 'too-many-documents']])
      expectEqual((await ana.type('b')).refused, [])
    }
  },
  {
    title: 'L8 an opaque kind is stored and passed on; a kind that would have to be checked is refused',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const payload = Uint8Array.of(1, 2, 3)
      const receipt = await ana.push(
        { document: 'a', kind: firstOpaqueKind + 7, edits: 2, payload },
        { document: 'b', kind: firstOpaqueKind - 1, edits: 1, payload },
        { document: 'c', kind: 0, edits: 1, payload }
      )
      expectEqual(reasonsOf(receipt.refused), [
        [1, 'kind-unknown'],
        [2, 'kind-unknown']
      ])
      const { entries } = await log.read('notes', 0, 1_000)
      expectEqual(
        [entries[0]?.kind, entries[0]?.payload, entries[0]?.edits],
        [firstOpaqueKind + 7, payload, 2]
      )
    }
  }
]
