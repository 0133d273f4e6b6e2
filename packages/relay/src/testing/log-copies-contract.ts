// Stores that were copied, wound back, replaced or removed: whole stories, in the orders they can happen.

import { type ContractCase, expectEqual, expectTrue } from '@weft/base/testing'
import { entryKind } from '@weft/protocol'
import type { Log } from '../log/port.js'
import type { LogSubject } from './log-subject.js'
import { nonceOf, TestReplica } from './test-replica.js'

async function refusalOf(replica: TestReplica): Promise<string> {
  const outcome = await replica.send(replica.make([replica.edit('a', 'x')]))
  return outcome.kind === 'refused' ? outcome.code : outcome.kind
}

/** The successor that a device makes when it is told to renew its replica. */
function successor(log: Log, of: TestReplica, replica: string, device = of.device): TestReplica {
  const next = new TestReplica(log, { device, replica })
  next.epoch = of.epoch
  return next
}

export const logCopiesContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'E3 a copy that greets with the number its original used is rewound, and renewed it loses no edit',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await ana.type('a', 'shared')
      const copy = ana.copy()
      copy.doc('b')
      expectEqual(await ana.standing(), 'ok')
      await ana.type('a', ', by the original')
      expectEqual(await copy.standing({ nonce: nonceOf(77) }), 'replica-rewound')
      expectEqual(await refusalOf(copy), 'replica-rewound')
      const renewed = successor(log, copy, 'ana-2')
      expectEqual(await renewed.standing({ replaces: 'ana-1' }), 'ok')
      copy.edit('b', 'by the copy')
      expectEqual((await renewed.push(copy.whole('b', entryKind.giveBack))).refused, [])
      // The original lives on as another device: its replica was replaced under it.
      expectEqual(await refusalOf(ana), 'replica-replaced')
      expectEqual(await ana.standing(), 'replica-replaced')
      const moved = successor(log, ana, 'ana-3', 'ana-b')
      expectEqual(await moved.standing({ replaces: 'ana-1' }), 'ok')
      expectEqual((await moved.type('a', '!')).refused, [])
      const rows = await log.devices('notes')
      expectEqual(rows.map(({ device, replica, replacedBy }) => [device, replica, replacedBy]).sort(), [
        ['ana', 'ana-1', 'ana-2'],
        ['ana', 'ana-2', null],
        ['ana-b', 'ana-3', null]
      ])
    }
  },
  {
    title: 'E3 a copy that pushes first makes the original the rewound one',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const copy = ana.copy()
      expectEqual(await copy.standing(), 'ok')
      await copy.type('b', 'by the copy')
      expectEqual(await refusalOf(ana), 'replica-rewound')
      expectEqual(await ana.standing({ nonce: nonceOf(77) }), 'replica-rewound')
    }
  },
  {
    title: 'S1 a new replica takes the place of every row that its device has here, whoever it names',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const ben = new TestReplica(log, { device: 'ben', replica: 'ben-1' })
      await ben.greet()
      const places = async () =>
        (await log.devices('notes')).map(({ replica, replacedBy }) => [replica, replacedBy]).sort()
      // ana-2 took the place of ana-1 in a log that lost it; its own successor is here now.
      const third = successor(log, ana, 'ana-3')
      expectEqual(await third.standing({ replaces: 'ana-2' }), 'ok')
      expectEqual(await places(), [
        ['ana-1', 'ana-3'],
        ['ana-3', null],
        ['ben-1', null]
      ])
      // Its store was emptied: it knows of nobody before it.
      const fourth = successor(log, ana, 'ana-4')
      expectEqual(await fourth.standing(), 'ok')
      // Who is known already takes nobody's place by saying hello again.
      expectEqual(await fourth.standing(), 'ok')
      expectEqual(await places(), [
        ['ana-1', 'ana-3'],
        ['ana-3', 'ana-4'],
        ['ana-4', null],
        ['ben-1', null]
      ])
    }
  },
  {
    title: 'E5 the second of two copies that renewed themselves needs a device id of its own',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const [one, two] = [successor(log, ana, 'ana-2'), successor(log, ana, 'ana-3')]
      expectEqual(await one.standing({ replaces: 'ana-1' }), 'ok')
      expectEqual(await one.standing({ replaces: 'ana-1' }), 'ok')
      expectEqual(await two.standing({ replaces: 'ana-1' }), 'replica-replaced')
      const moved = successor(log, ana, 'ana-4', 'ana-b')
      expectEqual(await moved.standing({ replaces: 'ana-3' }), 'ok')
      expectEqual((await log.devices('notes', 'ana')).length, 2)
    }
  },
  {
    title: 'E3 a store that was wound back to before its last batches is rewound by any one sign of it',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await ana.type('a')
      const backup = ana.copy()
      await ana.type('a', 'lost on the device')
      // It comes back without greeting in between, so that the number alone says nothing.
      expectEqual(await backup.standing(), 'replica-rewound')
      expectEqual(await refusalOf(backup), 'replica-rewound')
      expectEqual((await log.read('notes', 0, 1_000)).head.position, 2)
    }
  },
  {
    title: 'E5 only a replica of the same device can be replaced, and no other device can use its number',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      const ben = new TestReplica(log, { device: 'ben' })
      await ana.greet()
      expectEqual(await ben.standing({ replaces: 'ana-1' }), 'ok')
      expectEqual(await ana.standing(), 'ok')
      const thief = new TestReplica(log, { device: 'ben', replica: 'ana-1' })
      expectEqual(await thief.standing({ greeting: 50 }), 'replica-rewound')
      expectEqual(await refusalOf(thief), 'replica-rewound')
      expectEqual(await ana.standing(), 'ok')
      expectEqual((await ana.type('a')).batch, 1)
    }
  },
  {
    title: 'S4 a removed device is told so, and comes back as a row that inherits nothing',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await ana.report((await ana.type('a')).mark, 3)
      const removed = await log.forget('notes', 'ana')
      expectEqual(
        removed.map((row) => [row.replica, row.removed]),
        [['ana-1', true]]
      )
      expectEqual(await log.devices('notes'), [])
      expectEqual(await refusalOf(ana), 'replica-removed')
      expectEqual(await ana.standing(), 'replica-removed')
      const back = successor(log, ana, 'ana-2')
      expectEqual(await back.standing({ replaces: 'ana-1' }), 'ok')
      const [row, ...others] = await log.devices('notes')
      expectTrue(row && others.length === 0, 'one row')
      expectEqual([row.replica, row.cursor, row.waiting, row.behind.edits], ['ana-2', 0, null, 1])
      expectEqual(await log.forget('notes', 'nobody'), [])
    }
  },
  {
    title: 'E5 a copy of a removed device is told that it was replaced, not that it was removed',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const next = successor(log, ana, 'ana-2')
      await next.greet({ replaces: 'ana-1' })
      await log.forget('notes', 'ana')
      expectEqual(await ana.standing(), 'replica-replaced')
      expectEqual(await next.standing(), 'replica-removed')
    }
  },
  {
    title: 'S3 the secret of a removed device stays bound',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await log.forget('notes', 'ana')
      const stranger = new TestReplica(log, { replica: 'r' }).hello()
      const greeted = await log.greet({
        ...stranger,
        device: { ...stranger.device, proof: new Uint8Array(16) }
      })
      expectEqual([greeted.ok, !greeted.ok && greeted.error.code], [false, 'device-proof-wrong'])
    }
  },
  {
    title: 'S4 a replica that never greeted appends nothing',
    run: async ({ open }) => {
      const log = await open()
      expectEqual(await refusalOf(new TestReplica(log)), 'replica-removed')
      await new TestReplica(log, { device: 'ben' }).greet()
      expectEqual(await refusalOf(new TestReplica(log)), 'replica-removed')
    }
  }
]
