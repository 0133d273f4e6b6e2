// Reading entries: complete, in order, in pages of about the bytes asked for.

import { type ContractCase, expectEqual, expectRejects, expectTrue } from '@weft/base/testing'
import { advanceMark, checkpointEvery, type Entry, startMark } from '@weft/protocol'
import type { LogSubject } from './log-subject.js'
import { TestReplica } from './test-replica.js'

const positions = (entries: readonly Entry[]): number[] => entries.map(({ position }) => position)

export const logEntriesContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'L7 pages of entries follow each other without a gap up to the head, at least one entry each',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      for (let count = 0; count < 20; count++) await ana.type('a', 'x'.repeat(count === 7 ? 5_000 : 20))
      let mark = startMark
      let pages = 0
      for (; ; pages++) {
        const page = await log.read('notes', mark.position, 200)
        if (page.entries.length === 0) {
          expectEqual(page.mark, page.head)
          expectEqual(page.mark, mark)
          break
        }
        expectEqual(page.entries[0]?.position, mark.position + 1)
        expectEqual(advanceMark(mark, page.entries), page.mark)
        expectEqual(page.head.position, 20)
        mark = page.mark
      }
      expectEqual(mark.position, 20)
      expectTrue(pages > 3 && pages < 20, 'several entries a page, and several pages')
    }
  },
  {
    title: 'L7 a space that does not exist reads as an empty one, and reading does not make it',
    run: async ({ open }) => {
      const log = await open()
      expectEqual(await log.read('nowhere', 0, 100), { entries: [], mark: startMark, head: startMark })
      const query = { space: 'nowhere', since: 0, after: '', base: 0, limitBytes: 100 }
      expectEqual(await log.readDocuments(query), { documents: [], done: true, total: 0 })
      expectEqual(await log.readDocument('nowhere', 'a'), undefined)
      expectEqual(await log.devices('nowhere'), [])
      expectEqual(await log.forget('nowhere', 'ana'), [])
      expectEqual(await log.spaces(), [])
    }
  },
  {
    title: 'L1 spaces lists every space with its head, and the epoch that greet told',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      const work = new TestReplica(log, { space: 'work' })
      const [notes, other] = [await ana.greet(), await work.greet()]
      const { mark } = await ana.type('a')
      const spaces = [...(await log.spaces())].sort((a, b) => (a.space < b.space ? -1 : 1))
      expectEqual(spaces, [
        { space: 'notes', epoch: notes.space.epoch, head: mark, horizon: 0 },
        { space: 'work', epoch: other.space.epoch, head: startMark, horizon: 0 }
      ])
      expectTrue(notes.space.epoch !== other.space.epoch, 'an epoch of its own for each space')
    }
  },
  {
    title: 'L3 hashes at multiples of 1,024 verify a device’s checkpoint after its entries are gone',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const batches = Array.from({ length: checkpointEvery + 10 }, () => ana.make([ana.edit('a', 'x')]))
      for (const outcome of await Promise.all(batches.map((batch) => ana.send(batch)))) {
        expectEqual(outcome.kind, 'appended')
      }
      const { entries } = await log.read('notes', 0, 10_000_000)
      const checkpoint = advanceMark(startMark, entries.slice(0, checkpointEvery))
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 })
      await expectRejects(log.read('notes', checkpointEvery - 1, 100), 'log-folded')
      const ben = new TestReplica(log, { device: 'ben' })
      expectEqual(await ben.standing({ checkpoint, replica: 'ben-1' }), 'ok')
      const forged = { ...checkpoint, hash: new Uint8Array(32).fill(7) }
      expectEqual(await ben.standing({ checkpoint: forged, replica: 'ben-2' }), 'log-forked')
    }
  },
  {
    title: 'L12 entries at the horizon and after it can be read, those before are log-folded',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      for (const time of [100, 200, 300, 400]) {
        ana.time = time
        await ana.type('a')
      }
      const report = await log.fold({ space: 'notes', minEntries: 1, deleteBefore: 300 })
      expectEqual(report, { snapshots: 1, deletedEntries: 2, horizon: 2 })
      expectEqual((await log.spaces())[0]?.horizon, 2)
      const page = await log.read('notes', 2, 10_000)
      expectEqual(positions(page.entries), [3, 4])
      expectEqual(page.mark, page.head)
      await expectRejects(log.read('notes', 1, 10_000), 'log-folded')
    }
  },
  {
    title: 'L1 positions go on after every entry was deleted',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await ana.type('a')
      const before = await ana.type('a')
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: ana.time + 1 })
      expectEqual(await log.read('notes', 2, 100), { entries: [], mark: before.mark, head: before.mark })
      const after = await ana.type('a')
      const page = await log.read('notes', 2, 100)
      expectEqual(advanceMark(before.mark, page.entries), after.mark)
      expectEqual(positions(page.entries), [3])
    }
  }
]
