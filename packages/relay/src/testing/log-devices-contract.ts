// Rows of the devices view: cursors that only rise, and counts that are never too low.

import { type ContractCase, expectEqual, expectTrue } from '@weft/base/testing'
import type { DeviceRow } from '@weft/protocol'
import type { Log } from '../log/port.js'
import type { LogSubject } from './log-subject.js'
import { TestReplica } from './test-replica.js'

async function rowOf(log: Log, device: string): Promise<DeviceRow> {
  const [row] = await log.devices('notes', device)
  expectTrue(row, `a row of ${device}`)
  return row
}

async function pair(log: Log): Promise<[TestReplica, TestReplica]> {
  const replicas: [TestReplica, TestReplica] = [new TestReplica(log), new TestReplica(log, { device: 'ben' })]
  for (const replica of replicas) await replica.greet()
  return replicas
}

export const logDevicesContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'S1 a row says what the device said of itself, and nothing the log cannot know',
    run: async ({ open }) => {
      const log = await open()
      await new TestReplica(log).greet()
      expectEqual(await log.devices('notes'), [
        {
          ...{ device: 'ana', replica: 'ana-1', name: 'ana’s phone', platform: 'test', appVersion: '1.0' },
          ...{ schemas: [{ name: 'note', version: 1 }], cursor: 0, asOf: 0, selection: { kind: 'all' } },
          behind: { edits: 0, documents: 0, since: 0, exact: true },
          ...{ waiting: null, persistent: null, lastSeen: 1_000, online: false, kind: 'weft' },
          ...{ replacedBy: null, removed: false }
        }
      ])
    }
  },
  {
    title:
      'S1 every row is told once, however many there are, and those of a device that was removed are not',
    run: async ({ open }) => {
      const log = await open()
      const names = Array.from({ length: 200 }, (_, index) => `device-${index}`)
      for (const device of names) await new TestReplica(log, { device }).greet()
      const gone = new Set(['device-0', 'device-63', 'device-64', 'device-127', 'device-199'])
      for (const device of gone) await log.forget('notes', device)
      const told = (await log.devices('notes')).map(({ device }) => device)
      expectEqual(
        told,
        names.filter((device) => !gone.has(device))
      )
    }
  },
  {
    title: 'L9 a reported cursor only rises, and never beyond the head',
    run: async ({ open }) => {
      const log = await open()
      const [ana, ben] = await pair(log)
      const first = (await ana.type('a')).mark
      const second = (await ana.type('a')).mark
      await ben.report(second, 4)
      expectEqual((await rowOf(log, 'ben')).cursor, 2)
      ben.time = 2_000
      await ben.report(first, 1)
      await ben.report({ ...second, position: 99 }, 2)
      const row = await rowOf(log, 'ben')
      expectEqual([row.cursor, row.waiting, row.persistent], [2, { edits: 2, time: 2_000 }, true])
      expectEqual([row.lastSeen, row.asOf], [2_000, 2])
    }
  },
  {
    title: 'S5 behind counts others’ edits as they were saved, their documents, and the time of the oldest',
    run: async ({ open }) => {
      const log = await open()
      const [ana, ben] = await pair(log)
      await ana.type('a', 'x', 3)
      const seen = (await ben.type('b')).mark
      await ben.report(seen)
      expectEqual((await rowOf(log, 'ben')).behind, { edits: 0, documents: 0, since: 0, exact: true })
      ben.time = 1_500
      await ben.type('own')
      ana.time = 2_000
      await ana.push(ana.edit('a', 'y', 5), ana.edit('c', 'z', 2))
      ana.time = 3_000
      await ana.type('a', 'y', 4)
      await ben.type('a', 'w')
      expectEqual((await rowOf(log, 'ben')).behind, { edits: 11, documents: 2, since: 2_000, exact: true })
      // Ana has what she made herself; of ben's she has nothing.
      expectEqual((await rowOf(log, 'ana')).behind, { edits: 3, documents: 3, since: 1_000, exact: true })
    }
  },
  {
    title: 'S12 a deletion alone is an edit that shows as behind',
    run: async ({ open }) => {
      const log = await open()
      const [ana, ben] = await pair(log)
      await ben.report((await ana.type('a', 'gone')).mark)
      const doc = ana.doc('a')
      const updates: Uint8Array[] = []
      doc.on('update', (update: Uint8Array) => updates.push(update))
      doc.getText('text').delete(0, 4)
      const receipt = await ana.push({ document: 'a', kind: 1, edits: 1, payload: updates[0] as Uint8Array })
      expectEqual(receipt.refused, [])
      expectEqual((await rowOf(log, 'ben')).behind.edits, 1)
    }
  },
  {
    title: 'S5 what another replica of the same device made counts, for the new store may not have it',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await ana.type('a', 'x', 6)
      const next = new TestReplica(log, { replica: 'ana-2' })
      await next.greet({ replaces: 'ana-1' })
      const rows = await log.devices('notes', 'ana')
      expectEqual(rows.map((row) => [row.replica, row.replacedBy, row.behind.edits]).sort(), [
        ['ana-1', 'ana-2', 0],
        ['ana-2', null, 6]
      ])
    }
  },
  {
    title: 'S5 where entries were deleted beyond the cursor the count is "at least"',
    run: async ({ open }) => {
      const log = await open()
      const [ana] = await pair(log)
      for (const time of [100, 200, 300]) {
        ana.time = time
        await ana.type('a', 'x', 2)
      }
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: 250 })
      const { behind } = await rowOf(log, 'ben')
      expectTrue(!behind.exact, 'not exact')
      expectTrue(behind.edits >= 2 && behind.edits <= 6, 'no more than there were, no less than there are')
      expectEqual(behind.documents, 1)
      const late = new TestReplica(log, { device: 'cleo' })
      await late.greet()
      const page = await log.read('notes', 2, 1_000)
      await late.report(page.mark)
      expectEqual((await rowOf(log, 'cleo')).behind, { edits: 0, documents: 0, since: 0, exact: true })
    }
  },
  {
    title: 'S5 counts at the horizon are exact',
    run: async ({ open }) => {
      const log = await open()
      const [ana, ben] = await pair(log)
      ana.time = 100
      const first = (await ana.type('a', 'x', 2)).mark
      await ben.report(first)
      ana.time = 300
      await ana.type('b', 'x', 5)
      await ben.type('c', 'x', 7)
      await log.fold({ space: 'notes', minEntries: 1, deleteBefore: 250 })
      expectEqual((await rowOf(log, 'ben')).behind, { edits: 5, documents: 1, since: 300, exact: true })
    }
  },
  {
    title: 'S1 rows of one device are all its replicas, and no other device’s',
    run: async ({ open }) => {
      const log = await open()
      await pair(log)
      expectEqual(
        (await log.devices('notes', 'ben')).map(({ replica }) => replica),
        ['ben-1']
      )
      expectEqual(await log.devices('notes', 'nobody'), [])
      expectEqual((await log.devices('notes')).length, 2)
    }
  }
]
