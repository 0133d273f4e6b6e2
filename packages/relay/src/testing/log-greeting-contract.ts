// Greetings: what makes a replica go on, and each reason not to, on the ground of one hello.

import { type ContractCase, expectEqual, expectTrue } from '@weft/base/testing'
import { type HelloSpace, isSameBytes, type Mark, startMark } from '@weft/protocol'
import type { LogSubject } from './log-subject.js'
import { nonceOf, TestReplica } from './test-replica.js'

const forged = (position: number): Mark => ({ position, hash: new Uint8Array(32).fill(7) })

export const logGreetingContract: readonly ContractCase<LogSubject>[] = [
  {
    title: 'E1 the first greeting makes the space, and its epoch stays',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      const first = await ana.greet()
      expectEqual([first.standing, first.space.head, first.held.batch], ['ok', startMark, 0])
      expectTrue(first.space.epoch.length >= 16, 'an epoch that is not guessed')
      await ana.type('a')
      const second = await ana.greet()
      expectEqual([second.standing, second.space.epoch], ['ok', first.space.epoch])
      expectEqual(second.held, { ...ana.made, position: 1 })
    }
  },
  {
    title: 'P1 ids that are not valid are told, and make nothing',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      const hellos = [{ space: 'a/b' }, { space: '..' }, { replica: '' }, { replica: 'x'.repeat(129) }]
      for (const change of hellos) {
        const greeted = await log.greet(ana.hello(change))
        expectEqual([greeted.ok, !greeted.ok && greeted.error.code], [false, 'id-invalid'])
      }
      const stranger = new TestReplica(log, { device: 'a b', replica: 'r' })
      expectEqual((await log.greet(stranger.hello())).ok, false)
      expectEqual(await log.spaces(), [])
    }
  },
  {
    title: 'S3 a device id is bound to its secret in every space, and a stranger changes nothing',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const before = await log.devices('notes')
      for (const space of ['notes', 'elsewhere']) {
        const stranger = new TestReplica(log, { space, replica: 'r' }).hello()
        const device = { ...stranger.device, proof: new Uint8Array(16).fill(1) }
        const greeted = await log.greet({ ...stranger, device, time: 9_000 })
        expectEqual([greeted.ok, !greeted.ok && greeted.error.code], [false, 'device-proof-wrong'])
      }
      expectEqual(await log.devices('notes'), before)
      expectEqual((await log.spaces()).length, 1)
    }
  },
  {
    title: 'E4 the same greeting again is a repeat; a number again or a lower one with another nonce is not',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      for (let count = 0; count < 3; count++) expectEqual(await ana.standing(), 'ok')
      expectEqual(await ana.standing({ greeting: 3, nonce: nonceOf(3) }), 'ok')
      expectEqual(await ana.standing({ greeting: 3, nonce: nonceOf(9) }), 'replica-rewound')
      expectEqual(await ana.standing({ greeting: 2, nonce: nonceOf(2) }), 'replica-rewound')
      expectEqual(await ana.standing({ greeting: 4 }), 'ok')
      expectEqual(await ana.standing({ greeting: 9 }), 'ok')
      expectEqual(await ana.standing({ greeting: 8 }), 'replica-rewound')
    }
  },
  {
    title: 'E3 fewer batches made than the log holds, or another last one, is replica-rewound',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      await ana.type('a')
      const { made } = ana
      await ana.type('a')
      expectEqual(await ana.standing({ made, acknowledged: 1 }), 'replica-rewound')
      const other = { batch: 2, chain: new Uint8Array(32).fill(3) }
      expectEqual(await ana.standing({ made: other, acknowledged: 1 }), 'replica-rewound')
      ana.make([])
      expectEqual(await ana.standing(), 'ok')
    }
  },
  {
    title: 'L9 a cursor below the one that was reported is replica-rewound',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const first = (await ana.type('a')).mark
      const second = (await ana.type('a')).mark
      await ana.report(second)
      expectEqual(await ana.standing({ cursor: first }), 'replica-rewound')
      expectEqual(await ana.standing({ cursor: second }), 'ok')
      const third = (await ana.type('a')).mark
      // What a hello says is a report too.
      expectEqual(await ana.standing({ cursor: third }), 'ok')
      expectEqual(await ana.standing({ cursor: second }), 'replica-rewound')
    }
  },
  {
    title: 'E2 another epoch, and marks or batches beyond what the log has, are told by name',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const { mark } = await ana.type('a')
      const ahead: [Partial<HelloSpace>, string][] = [
        [{ epoch: 'before' }, 'epoch-changed'],
        [{ cursor: forged(2), highest: forged(2) }, 'cursor-ahead'],
        [{ catchUp: { base: forged(2), lastDocument: 'a' }, highest: forged(2) }, 'cursor-ahead'],
        [{ highest: forged(2) }, 'log-rolled-back'],
        [{ acknowledged: 2, made: { batch: 2, chain: new Uint8Array(32) } }, 'log-rolled-back'],
        [{ cursor: forged(1) }, 'log-forked'],
        [{ highest: forged(1) }, 'log-forked'],
        [{ catchUp: { base: forged(1), lastDocument: 'a' } }, 'log-forked'],
        [{ cursor: mark, highest: mark }, 'ok']
      ]
      for (const [change, standing] of ahead) expectEqual(await ana.standing(change), standing, standing)
    }
  },
  {
    title: 'E3 a standing other than ok changes nothing but when the replica was last seen',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const { mark } = await ana.type('a')
      const [before] = await log.devices('notes')
      ana.time = 7_000
      const changes: Partial<HelloSpace>[] = [
        { epoch: 'before', cursor: mark },
        { made: { batch: 0, chain: new Uint8Array(32) }, acknowledged: 0, replaces: 'x' },
        { greeting: 1, nonce: nonceOf(9), cursor: mark }
      ]
      for (const change of changes) expectTrue((await ana.standing(change)) !== 'ok', 'a refusal')
      expectEqual(await log.devices('notes'), [{ ...before, lastSeen: 7_000 }])
      // The greeting numbers that were refused did not count.
      expectEqual(await ana.standing({ greeting: 2 }), 'ok')
    }
  },
  {
    title: 'B3 batches above the acknowledged one can be repeated after any greeting; older ones are rewound',
    run: async ({ open }) => {
      const log = await open()
      const ana = new TestReplica(log)
      await ana.greet()
      const batches = Array.from({ length: 4 }, () => ana.make([ana.edit('a', 'x')]))
      for (const batch of batches) await ana.send(batch)
      const outcomes = async (): Promise<string[]> =>
        Promise.all(batches.map(async (batch) => (await ana.send(batch)).kind))
      await ana.greet({ acknowledged: 0 })
      expectEqual(await outcomes(), ['repeated', 'repeated', 'repeated', 'repeated'])
      const held = await ana.greet({ acknowledged: 4 })
      expectTrue(held.held.batch === 4 && isSameBytes(held.held.chain, ana.made.chain), 'the last batch')
      expectEqual(await outcomes(), ['refused', 'refused', 'refused', 'repeated'])
      expectEqual((await ana.type('a')).batch, 5)
    }
  }
]
