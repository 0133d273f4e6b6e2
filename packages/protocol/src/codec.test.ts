import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createSeededRandom } from '@weft/base/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from './chain.js'
import { encodeAwarenessHead, encodeFrame, parseFrame } from './codec.js'
import { encodeDeviceFrame, parseRelayFrame } from './device-codec.js'
import type { Entry } from './entry.js'
import type { DeviceFrame, Frame } from './frame.js'
import type { DeviceRow } from './frames/devices.js'
import type { HelloDevice, HelloSpace } from './frames/hello.js'
import type { AwarenessFrame } from './frames/small.js'
import { defaultLimits } from './limits.js'

const bytes = (length: number, first = 0): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (first + i) & 255)
const mark = (position: number) => ({ position, hash: bytes(32, position) })

const device: HelloDevice = {
  id: 'device-1',
  proof: bytes(16),
  name: 'Ana’s phone',
  platform: 'Android 17',
  appVersion: '1.2.3',
  schemas: [{ name: 'note', version: 4 }]
}

const space: HelloSpace = {
  space: 'notes',
  epoch: 'epoch-1',
  replica: 'replica-2',
  replaces: 'replica-1',
  greeting: 3,
  nonce: bytes(16, 100),
  cursor: mark(2050),
  highest: mark(2100),
  checkpoint: mark(2048),
  made: { batch: 9, chain: bytes(32, 7) },
  acknowledged: 8,
  selection: { kind: 'all' },
  catchUp: { base: mark(2000), lastDocument: 'folder/note' }
}

const first: HelloSpace = { ...space, epoch: null, replaces: null, checkpoint: null, catchUp: null }

const entry = (position: number, payload: Uint8Array | null, hash = bytes(32, 9)): Entry => ({
  position,
  document: position % 2 ? 'folder/note' : 'other',
  device: 'device-1',
  replica: 'replica-2',
  batch: 9,
  time: 1_700_000_000_000 - position,
  kind: 1,
  edits: 3,
  payloadHash: payload ? sha256(payload) : hash,
  payload
})

const row: DeviceRow = {
  device: 'device-1',
  replica: 'replica-2',
  name: 'Ana’s phone',
  platform: 'Android 17',
  appVersion: '1.2.3',
  schemas: [{ name: 'note', version: 4 }],
  cursor: 2050,
  behind: { edits: 3, documents: 2, since: 1_700_000_000_000, exact: true },
  asOf: 2055,
  selection: { kind: 'all' },
  waiting: { edits: 2, time: 1_700_000_000_500 },
  persistent: true,
  lastSeen: 1_700_000_001_000,
  online: true,
  kind: 'weft',
  replacedBy: null,
  removed: false
}

/** One of every frame, and of every optional field both ways. Never changed; a new frame gets a line of its own. */
const frames: Readonly<Record<string, Frame>> = {
  hello: { type: 'hello', versions: [1, 2], token: 'tökén', device, spaces: [space, first] },
  welcome: {
    type: 'welcome',
    version: 1,
    session: 'session-1',
    limits: { ...defaultLimits, presenceBytes: 5, presencePerSecond: 6, framesPerSecond: 7 },
    serverTime: 1_700_000_000_000,
    spaces: [
      {
        space: 'notes',
        standing: 'replica-rewound',
        epoch: 'epoch-1',
        head: mark(2100),
        horizon: 40,
        role: 'editor',
        held: { batch: 8, chain: bytes(32, 3), position: 2099 }
      }
    ]
  },
  entries: {
    type: 'entries',
    space: 'notes',
    entries: [entry(2051, bytes(5)), entry(2052, null), entry(2053, bytes(300))],
    hash: bytes(32, 1)
  },
  snapshots: {
    type: 'snapshots',
    space: 'notes',
    base: mark(2000),
    items: [
      { document: 'a', position: 9, time: 8, kind: 4, part: 0, parts: 2, last: false, payload: bytes(3) },
      { document: 'a', position: 9, time: 8, kind: 4, part: 1, parts: 2, last: true, payload: bytes(2) }
    ],
    done: true,
    sentDocuments: 1,
    totalDocuments: 300
  },
  push: {
    type: 'push',
    space: 'notes',
    replica: 'replica-2',
    batch: 300,
    chain: bytes(32, 5),
    part: 1,
    parts: 2,
    content: bytes(9)
  },
  receipt: {
    type: 'receipt',
    space: 'notes',
    replica: 'replica-2',
    batch: 300,
    position: 2100,
    hash: bytes(32, 6),
    time: 1_700_000_000_000,
    refused: [{ item: 1, document: 'other', reason: 'client-id-forked' }]
  },
  cursor: { type: 'cursor', space: 'notes', position: 2100, waitingEdits: 2, persistent: true },
  devices: {
    type: 'devices',
    space: 'notes',
    whole: true,
    rows: [
      row,
      { ...row, waiting: null, persistent: null, online: false, replacedBy: 'replica-3', removed: true }
    ]
  },
  fetch: { type: 'fetch', space: 'notes', document: 'folder/note' },
  forget: { type: 'forget', space: 'notes', device: 'device-2' },
  awareness: { type: 'awareness', space: 'notes', document: 'folder/note', update: bytes(4) },
  credit: { type: 'credit', bytes: 2 ** 40 },
  error: {
    type: 'error',
    code: 'log-full',
    message: 'no room',
    retryAfterMs: 5_000,
    space: 'notes',
    batch: 300
  },
  'error-of-the-connection': {
    type: 'error',
    code: 'from-a-later-version',
    message: '',
    retryAfterMs: null,
    space: null,
    batch: null
  },
  ping: { type: 'ping', number: 77 },
  pong: { type: 'pong', number: 77 }
}

const named = Object.entries(frames)
const onlyOfDevices = new Set<Frame['type']>(['hello', 'push', 'cursor', 'fetch', 'forget', 'credit'])
const onlyOfRelays = new Set<Frame['type']>(['welcome', 'entries', 'snapshots', 'receipt', 'devices'])
const lineBytes = 64
const toHex = (content: Uint8Array): string =>
  Array.from({ length: Math.ceil(content.length / lineBytes) }, (_, line) =>
    Buffer.from(content.subarray(line * lineBytes, (line + 1) * lineBytes)).toString('hex')
  ).join('\n')
const golden = (name: string): URL => new URL(`./golden/${name}.hex`, import.meta.url)

describe('the wire', () => {
  it.each(named)('P9 %s encodes to the bytes of its golden file', (name, frame) => {
    const hex = `${toHex(encodeFrame(frame))}\n`
    // Written once, for a frame that is new; never again. A change here is another protocol version.
    if (!existsSync(golden(name)) && process.env.WEFT_NEW_GOLDEN === name) writeFileSync(golden(name), hex)
    expect(hex).toBe(readFileSync(golden(name), 'utf8'))
  })

  it.each(named)('P9 %s is read from its golden file as it was written', (name, frame) => {
    const content = Buffer.from(readFileSync(golden(name), 'utf8').replaceAll('\n', ''), 'hex')
    expect(parseFrame(content)).toEqual({ ok: true, value: frame })
  })

  it('P9 presence that is sent in parts is the frame that it would be in one', () => {
    const { space, document, update } = frames.awareness as AwarenessFrame
    const head = encodeAwarenessHead(space, document, update.length)
    expect(Buffer.concat([head, update])).toEqual(Buffer.from(encodeFrame(frames.awareness as Frame)))
  })

  it.each(named)('P3 trailing bytes of %s are ignored', (_name, frame) => {
    const content = encodeFrame(frame)
    const longer = new Uint8Array(content.length + 3).fill(255)
    longer.set(content)
    expect(parseFrame(longer)).toEqual({ ok: true, value: frame })
  })

  it.each(named)('P5 %s cut at any byte is unreadable, and never throws', (_name, frame) => {
    const content = encodeFrame(frame)
    for (let length = 0; length < content.length; length++) {
      const result = parseFrame(content.subarray(0, length))
      expect(result.ok ? result.value : result.error.code, `${length} bytes`).toBe('frame-unreadable')
    }
  })

  it('P2 a type that is not known is said to be so', () => {
    const known = new Set(named.map(([, frame]) => encodeFrame(frame)[0]))
    for (let type = 0; type < 256; type++) {
      if (known.has(type)) continue
      expect(parseFrame(Uint8Array.of(type, 1, 2, 3))).toMatchObject({ error: { code: 'unsupported-frame' } })
    }
    expect([...known]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 10, 11, 12, 13, 14])
  })

  it.each(named)('P2 a device reads %s when a relay sends such frames', (_name, frame) => {
    const parsed = parseRelayFrame(encodeFrame(frame))
    if (onlyOfDevices.has(frame.type)) expect(parsed).toMatchObject({ error: { code: 'unsupported-frame' } })
    else expect(parsed).toEqual({ ok: true, value: frame })
  })

  it.each(named.filter(([, frame]) => !onlyOfRelays.has(frame.type)))(
    'P9 a device writes %s as its golden file has it',
    (name, frame) => {
      const hex = `${toHex(encodeDeviceFrame(frame as DeviceFrame))}\n`
      expect(hex).toBe(readFileSync(golden(name), 'utf8'))
    }
  )

  it('P5 no bytes throw', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.uint8Array({ maxLength: 200 }), (type, rest) => {
        parseFrame(Uint8Array.of(type, ...rest))
      }),
      { numRuns: 3_000 }
    )
  })

  it('P5 no change of a few bytes of a frame throws', () => {
    const seed = 20_261_124
    const random = createSeededRandom(seed)
    let read = 0
    let refused = 0
    for (let run = 0; run < 20_000; run++) {
      const [, frame] = random.pick(named)
      const content = encodeFrame(frame)
      for (let change = random.below(3); change >= 0; change--) {
        content[1 + random.below(content.length - 1)] = random.pick([0, 1, 127, 128, 255, random.below(256)])
      }
      if (parseFrame(content).ok) read++
      else refused++
    }
    expect(read, `seed ${seed}`).toBeGreaterThan(1_000)
    expect(refused, `seed ${seed}`).toBeGreaterThan(1_000)
  })

  it.each([
    ['documents', [3, 0]],
    ['writers', [3, 0, 0]],
    ['entries', [3, 0, 0, 0]]
  ])('P5 a forged count of %s costs nothing', (_, head) => {
    // 2^52 of them, in an entries frame of no space that ends there; beside one honest frame, that of the golden file.
    const forged = Uint8Array.of(...head, 255, 255, 255, 255, 255, 255, 255, 15)
    const honest = encodeFrame(frames.entries as Frame)
    const timeOf = (content: Uint8Array): number => {
      const started = performance.now()
      for (let time = 0; time < 300; time++) parseFrame(content)
      return performance.now() - started
    }
    timeOf(honest)
    expect([parseFrame(honest).ok, parseFrame(forged).ok]).toEqual([true, false])
    expect(timeOf(forged)).toBeLessThan(10 * timeOf(honest))
  })
})
