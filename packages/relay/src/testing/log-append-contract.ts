// Batches: appended once and whole, in order, with the same receipt for every repeat.

import { type ContractCase, expectEqual, expectTrue } from '@weft/base/testing'
import { advanceMark, isSameBytes, nextBatchChain, startMark } from '@weft/protocol'
import type { CommittedGroup } from '../log/port.js'
import type { LogSubject } from './log-subject.js'
import { TestReplica } from './test-replica.js'

export const logAppendContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'B1 a receipt names the last entry of its batch, and the batch can be read once it resolved',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const receipt = await ana.push(ana.edit('a', 'one'), ana.edit('b', 'two'))
      expectEqual([receipt.batch, receipt.mark.position, receipt.refused], [1, 2, []])
      const { entries, head } = await log.read('notes', 0, 1_000)
      expectEqual(entries.length, 2)
      expectEqual(head, receipt.mark)
    }
  },
  {
    title: 'B3 a repeat gets the same receipt and adds nothing',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const batch = ana.make([ana.edit('a', 'one')])
      const first = await ana.send(batch)
      await ana.type('a')
      const again = await ana.send({ ...batch, time: batch.time + 500 })
      expectTrue(first.kind === 'appended' && again.kind === 'repeated', 'a repeat')
      expectEqual(again.receipt, first.receipt)
      expectEqual((await log.read('notes', 0, 1_000)).head.position, 2)
    }
  },
  {
    title: 'B3 another batch under a number that the log holds is replica-rewound and adds nothing',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const copy = ana.copy()
      await ana.type('a', 'mine')
      const outcome = await copy.send(copy.make([copy.edit('a', 'other')]))
      expectTrue(outcome.kind === 'refused' && outcome.code === 'replica-rewound', 'replica-rewound')
      expectEqual((await log.read('notes', 0, 1_000)).head.position, 1)
    }
  },
  {
    title: 'B3 the next number on top of a batch that never came is replica-rewound',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const copy = ana.copy()
      await ana.type('a', 'mine')
      copy.make([copy.edit('a', 'lost')])
      const outcome = await copy.send(copy.make([copy.edit('a', 'other')]))
      expectTrue(outcome.kind === 'refused' && outcome.code === 'replica-rewound', 'replica-rewound')
    }
  },
  {
    title: 'B4 a number that skips one is batch-out-of-order and changes nothing',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const first = ana.make([ana.edit('a', 'one')])
      const second = ana.make([ana.edit('a', 'two')])
      const outcome = await ana.send(second)
      expectTrue(outcome.kind === 'refused' && outcome.code === 'batch-out-of-order', 'batch-out-of-order')
      expectEqual(outcome.expected, 1)
      expectEqual((await log.read('notes', 0, 1_000)).head.position, 0)
      expectEqual((await ana.send(first)).kind, 'appended')
      expectEqual((await ana.send(second)).kind, 'appended')
    }
  },
  {
    title: 'B4 batches sent together are appended in the order of their numbers',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const batches = Array.from({ length: 50 }, () => ana.make([ana.edit('a', 'x')]))
      const outcomes = await Promise.all(batches.map((batch) => ana.send(batch)))
      const positions = outcomes.map(
        (outcome) => outcome.kind === 'appended' && outcome.receipt.mark.position
      )
      expectEqual(
        positions,
        batches.map((_, index) => index + 1)
      )
      const { entries } = await log.read('notes', 0, 1_000_000)
      expectEqual(
        entries.map(({ batch }) => batch),
        batches.map(({ batch }) => batch)
      )
    }
  },
  {
    title: 'B7 bytes that are no batch are batch-unreadable, and the number stays free',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const { made } = ana
      const good = ana.make([ana.edit('a', 'one'), ana.edit('b', 'two')])
      const content = good.content.slice(0, good.content.length - 3)
      const cut = { ...good, content, chain: nextBatchChain(made.chain, 1, content) }
      const outcome = await ana.send(cut)
      expectTrue(outcome.kind === 'refused' && outcome.code === 'batch-unreadable', 'batch-unreadable')
      expectEqual((await ana.send(good)).kind, 'appended')
    }
  },
  {
    title: 'P4 a batch above the limit is batch-too-large and changes nothing',
    run: async ({ open }) => {
      const log = await open({ batchBytes: 200 })
      const ana = new TestReplica(log)
      await ana.greet()
      const outcome = await ana.send(ana.make([ana.edit('a', 'x'.repeat(300))]))
      expectTrue(outcome.kind === 'refused' && outcome.code === 'batch-too-large', 'batch-too-large')
      expectEqual((await log.read('notes', 0, 1_000)).head.position, 0)
    }
  },
  {
    title: 'L1 positions rise by one over the replicas of a space, and each space has its own',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      const ben = new TestReplica(log, { device: 'ben' })
      const other = new TestReplica(log, { space: 'work', device: 'cleo' })
      for (const replica of [ana, ben, other]) await replica.greet()
      const marks = [await ana.type('a'), await other.type('a'), await ben.type('b'), await ana.type('b')]
      expectEqual(
        marks.map(({ mark }) => mark.position),
        [1, 1, 2, 3]
      )
    }
  },
  {
    title:
      'L2 each commit is announced once a space, in order, after it can be read, and before its receipts',
    run: async ({ open }) => {
      const log = await open()
      const replicas = ['ana', 'ben', 'cleo'].map((device) => new TestReplica(log, { device }))
      const other = new TestReplica(log, { space: 'work', device: 'dora' })
      for (const replica of [...replicas, other]) await replica.greet()
      const groups: CommittedGroup[] = []
      const leave = log.subscribe((group) => groups.push(group))
      const heard = (position: number): boolean =>
        groups.some(({ space, after }) => space === 'notes' && after.position >= position)
      const work = replicas.flatMap((replica) =>
        Array.from({ length: 20 }, async () => {
          const outcome = await replica.send(replica.make([replica.edit('a', 'x')]))
          expectTrue(outcome.kind === 'appended' && heard(outcome.receipt.mark.position), 'heard before')
        })
      )
      await Promise.all([...work, other.type('a')])
      leave()
      await other.type('a')
      const own = groups.filter(({ space }) => space === 'notes')
      let mark = startMark
      for (const group of own) {
        expectEqual(group.before, mark, 'where the group begins')
        expectEqual(advanceMark(mark, group.entries), group.after, 'where it ends')
        mark = group.after
      }
      expectEqual(mark.position, 60)
      const stored = await log.read('notes', 0, 1_000_000)
      expectEqual(
        own.flatMap(({ entries }) => entries),
        stored.entries
      )
      expectEqual(groups.filter(({ space }) => space === 'work').length, 1)
    }
  },
  {
    title: 'L4 batches that wait together share commits, and each is whole in one of them',
    run: async ({ open }) => {
      const log = await open()
      const replicas = ['ana', 'ben'].map((device) => new TestReplica(log, { device }))
      for (const replica of replicas) await replica.greet()
      const groups: CommittedGroup[] = []
      log.subscribe((group) => groups.push(group))
      const sends = replicas.flatMap((replica) =>
        Array.from({ length: 20 }, () =>
          replica.send(replica.make([replica.edit('a', 'x'), replica.edit('b', 'y')]))
        )
      )
      await Promise.all(sends)
      expectTrue(groups.length < sends.length, `fewer commits than batches, not ${groups.length}`)
      for (const { entries } of groups) {
        const batches = entries.map(({ replica, batch }) => `${replica} ${batch}`)
        for (const batch of new Set(batches)) {
          expectEqual(
            batches.filter((other) => other === batch).length,
            2,
            'entries of a batch in its commit'
          )
        }
      }
    }
  },
  {
    title: 'L3 every entry continues the running hash, and its payload is what was pushed',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const item = ana.edit('folder/a', 'one', 3)
      const receipt = await ana.push(item)
      const { entries, mark } = await log.read('notes', 0, 1_000)
      const [entry] = entries
      expectTrue(entry?.payload && isSameBytes(entry.payload, item.payload), 'the same bytes')
      const { device, replica, batch, time, kind, edits, document } = entry
      expectEqual(
        { device, replica, batch, time, kind, edits, document },
        { device: 'ana', replica: 'ana-1', batch: 1, time: 1_000, kind: 1, edits: 3, document: 'folder/a' }
      )
      expectEqual(advanceMark(startMark, entries), mark)
      expectEqual(receipt.mark, mark)
    }
  },
  {
    title: 'B6 an update that the log has already is a batch like any other',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const item = ana.edit('a', 'one')
      await ana.push(item)
      const receipt = await ana.push(item)
      expectEqual([receipt.mark.position, receipt.refused], [2, []])
    }
  }
]
