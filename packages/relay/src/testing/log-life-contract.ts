// Opening again and closing: everything a log promised is there, and a closed log does nothing.

import { type ContractCase, expectEqual, expectRejects, expectTrue } from '@weft/base/testing'
import type { Log } from '../log/port.js'
import type { LogSubject } from './log-subject.js'
import { TestReplica } from './test-replica.js'

/** A space with refusals, a snapshot, deleted entries, a removed device and a replaced replica. */
async function live(log: Log): Promise<TestReplica> {
  const ana = new TestReplica(log)
  const ben = new TestReplica(log, { device: 'ben' })
  const gone = new TestReplica(log, { device: 'gone' })
  for (const replica of [ana, ben, gone]) await replica.greet()
  for (const time of [100, 200, 300]) {
    ana.time = time
    await ana.type('a', 'x', 2)
  }
  await log.forget('notes', 'gone')
  await ben.type('b', 'y')
  const next = new TestReplica(log, { device: 'ben', replica: 'ben-2' })
  await next.greet({ replaces: 'ben-1' })
  await log.fold({ space: 'notes', minEntries: 2, deleteBefore: 250 })
  await ana.push(ana.edit('c', 'z'), { document: 'd', kind: 1, edits: 1, payload: new Uint8Array() })
  await ana.report((await log.read('notes', 3, 1_000)).mark)
  return ana
}

async function everythingOf(log: Log): Promise<unknown> {
  return {
    spaces: await log.spaces(),
    entries: await log.read('notes', 2, 1_000_000),
    documents: await log.readDocuments({
      space: 'notes',
      since: 0,
      after: '',
      base: 99,
      limitBytes: 1_000_000
    }),
    devices: await log.devices('notes')
  }
}

export const logLifeContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'B1 a log that is opened again has all it had, and goes on with its replicas',
    run: async ({ open, reopen }) => {
      if (!reopen) return
      const before = await open()
      const ana = await live(before)
      const had = await everythingOf(before)
      const pending = ana.make([
        ana.edit('a', 'w'),
        { document: 'b', kind: 2, edits: 1, payload: Uint8Array.of(1) }
      ])
      const first = await ana.send(pending)
      expectTrue(first.kind === 'appended', 'an append')
      const log = await reopen(before)
      const again = await ana.copy(log).send(pending)
      expectTrue(again.kind === 'repeated', 'a repeat')
      expectEqual(again.receipt, first.receipt)
      const on = ana.copy(log)
      expectEqual(await on.standing(), 'ok')
      expectEqual(await new TestReplica(log, { device: 'ben' }).standing({ greeting: 9 }), 'replica-replaced')
      expectEqual(await new TestReplica(log, { device: 'gone' }).standing({ greeting: 9 }), 'replica-removed')
      expectTrue(JSON.stringify(had).length > 100, 'something to compare')
    }
  },
  {
    title: 'L1 what is read after opening again is what was read before',
    run: async ({ open, reopen }) => {
      if (!reopen) return
      const before = await open()
      await live(before)
      const had = await everythingOf(before)
      expectEqual(await everythingOf(await reopen(before)), had)
    }
  },
  {
    title: 'L6 a closed log rejects, and closing again is nothing',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await log.close()
      await log.close()
      await expectRejects(log.greet(ana.hello()), 'log-unavailable')
      await expectRejects(ana.type('a'), 'log-unavailable')
      await expectRejects(log.read('notes', 0, 100), 'log-unavailable')
      await expectRejects(log.spaces(), 'log-unavailable')
      await expectRejects(log.fold({ space: 'notes', minEntries: 1, deleteBefore: null }), 'log-unavailable')
    }
  },
  {
    title: 'B1 what was asked before close is done, and its receipts are given',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const work = [ana.type('a'), ana.type('a'), ana.type('a')]
      const closing = log.close()
      expectEqual(
        (await Promise.all(work)).map(({ batch }) => batch),
        [1, 2, 3]
      )
      await closing
    }
  }
]
