import { expectEqual } from '@weft/base/testing'
import { type HelloSpace, type Mark, sha256, startMark } from '@weft/protocol'
import { expect, it } from 'vitest'
import { decideGreeting, type GreetingContext, positionsToVerify } from './decide-greeting.js'
import type { Greeting } from './port.js'
import { noBatch, type ReplicaRecord } from './records.js'

const proof = new Uint8Array(16).fill(1)
const bytes = (fill: number, length = 32): Uint8Array => new Uint8Array(length).fill(fill)
const mark = (position: number): Mark => ({ position, hash: bytes(position) })

function greeting(change: Partial<HelloSpace> = {}, device = 'ana'): Greeting {
  return {
    hello: {
      ...{ space: 'notes', epoch: 'now', replica: 'ana-1', replaces: null, greeting: 5, nonce: bytes(5, 16) },
      ...{ cursor: mark(8), highest: mark(9), checkpoint: null, made: { batch: 3, chain: bytes(3) } },
      ...{ acknowledged: 3, selection: { kind: 'all' }, catchUp: null },
      ...change
    },
    device: { id: device, proof, name: 'n', platform: 'p', appVersion: '1', schemas: [] },
    kind: 'weft',
    time: 2_000
  }
}

function row(change: Partial<ReplicaRecord> = {}): ReplicaRecord {
  return {
    ...{
      device: 'ana',
      replica: 'ana-1',
      kind: 'weft',
      name: 'old',
      platform: 'p',
      appVersion: '0',
      schemas: []
    },
    ...{ selection: { kind: 'all' }, greeting: 4, nonce: bytes(4, 16), cursor: 8 },
    held: { batch: 3, chain: bytes(3), position: 9 },
    ...{
      waiting: { edits: 2, time: 1_500 },
      persistent: true,
      lastSeen: 1_500,
      replacedBy: null,
      removed: false
    },
    ...change
  }
}

function context(change: Partial<GreetingContext> = {}): GreetingContext {
  return {
    space: { space: 'notes', epoch: 'now', head: mark(10), horizon: 0 },
    ...{ proofHash: sha256(proof), replica: row(), replaces: undefined, rowsOfDevice: () => [] },
    hashes: new Map([8, 9, 10].map((position) => [position, bytes(position)])),
    ...change
  }
}

function standing(
  hello: Partial<HelloSpace>,
  change: Partial<GreetingContext> = {},
  device?: string
): string {
  const decision = decideGreeting(greeting(hello, device), context(change))
  return decision.ok ? decision.standing : decision.error.code
}

it('E4 an honest replica goes on, and its row takes what it says', () => {
  const decision = decideGreeting(greeting(), context())
  expect(decision.ok && decision.standing).toBe('ok')
  if (!decision.ok) return
  const said = { greeting: 5, nonce: bytes(5, 16), name: 'n', appVersion: '1', lastSeen: 2_000 }
  expectEqual(decision.replicas, [row(said)])
  expect([decision.held.batch, decision.proofHash, decision.forgetBatchesBelow]).toEqual([3, null, 3])
})

// Two things went wrong at once: which of them is told. See the order in decide-greeting.ts.
const both: [string, Partial<HelloSpace>, Partial<GreetingContext>, string][] = [
  ['replaced and another epoch', { epoch: 'old' }, { replica: row({ replacedBy: 'x' }) }, 'replica-replaced'],
  ['replaced and removed', {}, { replica: row({ replacedBy: 'x', removed: true }) }, 'replica-replaced'],
  ['removed and another epoch', { epoch: 'old' }, { replica: row({ removed: true }) }, 'replica-removed'],
  ['another epoch and marks beyond it', { epoch: 'old', highest: mark(99) }, {}, 'epoch-changed'],
  ['another epoch and a lower greeting', { epoch: 'old', greeting: 1 }, {}, 'epoch-changed'],
  ['a log and a store that went back', { greeting: 1, highest: mark(99) }, {}, 'log-rolled-back'],
  [
    'lost receipts and a cursor beyond the head',
    { acknowledged: 4, cursor: mark(99) },
    {},
    'log-rolled-back'
  ],
  ['a fork and a lower greeting', { greeting: 1, cursor: { position: 8, hash: bytes(7) } }, {}, 'log-forked'],
  [
    'another device’s replica that was replaced',
    {},
    { replica: row({ device: 'ben', replacedBy: 'x' }) },
    'replica-rewound'
  ]
]
for (const [what, hello, change, expected] of both) {
  it(`E3 ${what}: ${expected}`, () => expect(standing(hello, change)).toBe(expected))
}

it('E2 a hash the log has no more says nothing against the device', () => {
  const hello = { cursor: { position: 8, hash: bytes(7) } }
  expect(standing(hello)).toBe('log-forked')
  expect(standing(hello, { hashes: new Map() })).toBe('ok')
  expect(positionsToVerify(greeting({ checkpoint: mark(4), highest: startMark }).hello)).toEqual([8, 4])
})

it('E2 a log that lost the row of a replica is told by the receipts that replica has', () => {
  expect(standing({ acknowledged: 3 }, { replica: undefined })).toBe('log-rolled-back')
  expect(standing({ acknowledged: 0, greeting: 9 }, { replica: undefined })).toBe('ok')
})

it('E5 a successor marks its predecessor once, on its own device only, and never itself', () => {
  const successor = {
    replica: 'ana-2',
    replaces: 'ana-1',
    acknowledged: 0,
    cursor: startMark,
    highest: startMark
  }
  const marked = (replaces: ReplicaRecord): (string | null)[] => {
    const decision = decideGreeting(greeting(successor), context({ replica: undefined, replaces }))
    return decision.ok ? decision.replicas.map(({ replacedBy }) => replacedBy) : []
  }
  expect(marked(row())).toEqual([null, 'ana-2'])
  expect(marked(row({ replacedBy: 'ana-2' }))).toEqual([null])
  expect(marked(row({ device: 'ben' }))).toEqual([null])
  expect(marked(row({ replacedBy: 'ana-9' }))).toEqual([])
  expect(standing({ replaces: 'ana-1' }, { replaces: row() })).toBe('ok')
})

it('S3 the secret is bound at the first hello that is ok, and not by one that is not', () => {
  const first = decideGreeting(greeting(), context({ proofHash: undefined }))
  expectEqual(first.ok && first.proofHash, sha256(proof))
  const other = decideGreeting(greeting({ epoch: 'old' }), context({ proofHash: undefined }))
  expect(other.ok && other.proofHash).toBe(null)
  expect(standing({}, { proofHash: bytes(9) })).toBe('device-proof-wrong')
})

it('E3 a standing other than ok gives back the row as it was, seen now, and no row of another device', () => {
  const rewound = decideGreeting(greeting({ greeting: 1 }), context())
  expectEqual(rewound.ok && rewound.replicas, [row({ lastSeen: 2_000 })])
  const stranger = decideGreeting(greeting(), context({ replica: row({ device: 'ben' }) }))
  expectEqual(stranger.ok && [stranger.replicas, stranger.held], [[], noBatch])
})
