// Frames that only a relay sends, made up from nothing: for a device that sends them, and for a relay that should not.

import type { SeededRandom } from '@weft/base/testing'
import {
  type DeviceRow,
  defaultLimits,
  type Entry,
  type RelayFrame,
  sha256,
  standings,
  startMark
} from '@weft/protocol'
import { awarenessUpdate } from './awareness.js'

const codes = [
  ...[
    'frame-unreadable',
    'unsupported-frame',
    'unsupported-version',
    'not-greeted',
    'id-invalid',
    'rate-exceeded'
  ],
  ...['too-many-spaces', 'batch-unreadable', 'batch-too-large', 'batch-out-of-order', 'in-flight-exceeded'],
  ...[
    'presence-refused',
    'token-missing',
    'token-invalid',
    'device-proof-wrong',
    'role-forbids',
    'replica-rewound'
  ],
  ...[
    'replica-replaced',
    'replica-removed',
    'cursor-ahead',
    'log-forked',
    'log-rolled-back',
    'epoch-changed'
  ],
  ...[
    'superseded',
    'log-full',
    'log-damaged',
    'log-unavailable',
    'relay-stopping',
    'made-up',
    '__proto__',
    'constructor'
  ]
]

export function relayFrame(random: SeededRandom, space: string): RelayFrame {
  const mark = { position: random.below(30), hash: random.bytes(32) }
  return random.pick<() => RelayFrame>([
    () => ({
      type: 'welcome',
      ...{ version: 1, session: 's', limits: { ...defaultLimits }, serverTime: 1_700_000_000_000 },
      spaces: [
        {
          ...{
            space,
            standing: random.pick(standings),
            epoch: 'made-up',
            head: mark,
            horizon: random.below(3)
          },
          ...{
            role: 'editor',
            held: { batch: random.below(3), chain: random.bytes(32), position: random.below(9) }
          }
        }
      ]
    }),
    () => ({ type: 'entries', space, entries: [entryOf(random)], hash: mark.hash }),
    () => ({
      type: 'snapshots',
      ...{ space, base: random.chance(0.3) ? startMark : mark, done: random.chance(0.5) },
      ...{ sentDocuments: random.below(3), totalDocuments: random.below(3) },
      items: Array.from({ length: random.below(3) }, () => ({
        ...{ document: random.pick(['readme', 'calm', 'strange']), position: random.below(9), time: 1 },
        ...{ kind: random.pick([1, 2, 3, 4, 5, 128]), part: random.below(2), parts: random.below(3) },
        ...{ last: random.chance(0.5), payload: random.bytes(random.below(30)) }
      }))
    }),
    () => ({
      type: 'receipt',
      ...{
        space,
        replica: 'nobody',
        batch: random.below(4),
        position: random.below(30),
        hash: mark.hash,
        time: 1
      },
      refused: random.chance(0.5)
        ? []
        : [{ item: random.below(3), document: 'readme', reason: 'update-malformed' }]
    }),
    () => ({ type: 'devices', space, whole: random.chance(0.5), rows: [rowOf(random)] }),
    () => ({ type: 'awareness', space, document: 'readme', update: awarenessUpdate(random) }),
    () => ({
      type: 'error',
      ...{ code: random.pick(codes), message: 'made up', batch: random.chance(0.5) ? null : random.below(4) },
      ...{
        retryAfterMs: random.pick([null, 0, 1, 5_000, 2 ** 53 - 1]),
        space: random.chance(0.4) ? null : space
      }
    }),
    () => ({ type: 'ping', number: random.below(9) }),
    () => ({ type: 'pong', number: random.below(9) })
  ])()
}

function entryOf(random: SeededRandom): Entry {
  const payload = random.bytes(random.below(30))
  return {
    ...{ position: 1 + random.below(9), document: 'readme', device: 'd', replica: 'r', batch: 1, time: 1 },
    ...{ kind: random.pick([1, 2, 3, 4, 5, 128]), edits: 1, payload, payloadHash: sha256(payload) }
  }
}

function rowOf(random: SeededRandom): DeviceRow {
  return {
    ...{
      device: `d${random.below(3)}`,
      replica: `r${random.below(3)}`,
      name: 'Made up',
      platform: '',
      appVersion: ''
    },
    ...{ schemas: [], cursor: random.below(9), asOf: random.below(9), selection: { kind: 'all' } },
    behind: { edits: random.below(9), documents: random.below(3), since: 0, exact: true },
    ...{
      waiting: null,
      persistent: null,
      lastSeen: 1,
      online: random.chance(0.5),
      kind: 'weft',
      replacedBy: null
    },
    removed: random.chance(0.2)
  }
}
