// A space's session: what it asks for in each state, and what it never does.

import { defaultLimits, type Entry, type HelloSpace, startMark, type WelcomeSpace } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { apart, stepSpace } from './space-machine.js'
import type { LiveSession, SpaceEffect, SpaceEvent, SpaceSession } from './space-session.js'

const hash = new Uint8Array(32)
const hello: HelloSpace = {
  space: 'notes',
  epoch: 'e1',
  replica: 'r1',
  replaces: null,
  greeting: 1,
  nonce: new Uint8Array(16),
  cursor: { position: 5, hash },
  highest: { position: 5, hash },
  checkpoint: null,
  made: { batch: 2, chain: hash },
  acknowledged: 2,
  selection: { kind: 'all' },
  catchUp: null
}
const welcome: WelcomeSpace = {
  space: 'notes',
  standing: 'ok',
  epoch: 'e1',
  head: { position: 9, hash },
  horizon: 0,
  role: 'owner',
  held: { batch: 2, chain: hash, position: 4 }
}

function run(events: readonly SpaceEvent[], from: SpaceSession = apart) {
  let session = from
  const effects: SpaceEffect[] = []
  for (const event of events) {
    const step = stepSpace(session, event)
    session = step.session
    effects.push(...step.effects)
  }
  return { session, effects, types: effects.map((effect) => effect.type) }
}

const welcomed = (change: Partial<WelcomeSpace> = {}, outboxWaits = false): SpaceEvent => ({
  type: 'welcomed',
  welcome: { ...welcome, ...change },
  limits: defaultLimits,
  outboxWaits
})
const toLive = (greeted = hello, change: Partial<WelcomeSpace> = {}, outboxWaits = false) =>
  run([{ type: 'link-up' }, { type: 'greeted', hello: greeted }, welcomed(change, outboxWaits)])
const resent: SpaceEvent = { type: 'unacknowledged', batches: [], diverged: false }
const live = (outboxWaits = false): LiveSession =>
  run([resent], toLive(hello, {}, outboxWaits).session).session as LiveSession
const cut = (batch: number, bytes = 100): SpaceEvent => ({ type: 'cut', batch: { batch, bytes } })
const receipt = (batch: number): SpaceEvent => ({
  type: 'receipt',
  receipt: { type: 'receipt', space: 'notes', replica: 'r1', batch, position: 9, hash, time: 1, refused: [] }
})
const entries = (position: number, bytes = 100): SpaceEvent => ({
  type: 'received',
  incoming: {
    kind: 'entries',
    bytes,
    frame: { type: 'entries', space: 'notes', hash, entries: [{ position } as Entry] }
  }
})

describe('the session of a space', () => {
  it('E4 writes its greeting before it says hello', () => {
    expect(run([{ type: 'link-up' }])).toMatchObject({ session: { phase: 'preparing' }, types: ['greet'] })
    const greeted = run([{ type: 'link-up' }, { type: 'greeted', hello }])
    expect(greeted.types).toEqual(['greet', 'send-hello'])
  })

  it('B4 sends earlier batches again before it cuts a new one', () => {
    const joined = toLive(hello, {}, true)
    expect(joined.types).toEqual(['greet', 'send-hello', 'report-cursor', 'load-unacknowledged'])
    const again = run(
      [{ type: 'unacknowledged', batches: [{ batch: 1, bytes: 9 }], diverged: false }],
      joined.session
    )
    expect(again.effects).toEqual([{ type: 'push', batch: 1 }])
    // It is in flight: what waits gathers until its receipt.
    const acknowledged = run([receipt(1)], again.session)
    expect(acknowledged.types).toEqual(['settle', 'cut'])
  })

  it('B4 lets edits gather while a batch is in flight, and pipelines only bulk', () => {
    const small = run([{ type: 'edited' }, cut(3), { type: 'edited' }], live())
    expect(small.types).toEqual(['cut', 'push'])
    const bulk = run([{ type: 'edited' }, cut(3, 200_000), cut(4, 200_000)], live())
    expect(bulk.types).toEqual(['cut', 'push', 'cut', 'push', 'cut'])
    const full = run(
      [{ type: 'edited' }, ...Array.from({ length: 20 }, (_, n) => cut(n + 3, 250_000))],
      live()
    )
    expect(full.types.filter((type) => type === 'push').length * 250_000).toBeLessThanOrEqual(6_000_000)
  })

  it('B4 cuts again for an edit that came while a cut found nothing', () => {
    const step = run([{ type: 'edited' }, { type: 'edited' }, { type: 'cut', batch: null }], live())
    expect(step.types).toEqual(['cut', 'cut'])
    expect(run([{ type: 'cut', batch: null }], step.session).types).toEqual([])
  })

  it.each([
    'replica-rewound',
    'replica-replaced',
    'replica-removed',
    'cursor-ahead',
    'log-forked',
    'log-rolled-back',
    'epoch-changed'
  ] as const)('E3 becomes a new replica on %s, and connects anew', (standing) => {
    const renewing = toLive(hello, { standing })
    expect(renewing.session).toEqual({ phase: 'renewing', reason: standing })
    expect(renewing.types.at(-1)).toBe('renew')
    expect(run([{ type: 'renewed' }], renewing.session).types).toEqual(['reconnect'])
  })

  it('E3 sees by itself that the relay holds batches this store never made, or other ones', () => {
    expect(toLive(hello, { held: { batch: 3, chain: hash, position: 8 } }).session).toMatchObject({
      reason: 'replica-rewound'
    })
    const diverged = run([{ type: 'unacknowledged', batches: [], diverged: true }], toLive().session)
    expect(diverged.session).toMatchObject({ phase: 'renewing', reason: 'replica-rewound' })
  })

  it('L10 has one store transaction at a time, and gathers what comes meanwhile', () => {
    const first = run([entries(6), entries(7), entries(8)], live())
    expect(first.types).toEqual(['store'])
    const stored: SpaceEvent = {
      type: 'stored',
      bytes: 100,
      outcome: { kind: 'stored', cursor: 6, done: true }
    }
    const next = run([stored], first.session)
    expect(next.types).toEqual(['report-cursor', 'give-credit', 'store'])
    expect(next.effects.at(-1)).toMatchObject({ incoming: [{ bytes: 100 }, { bytes: 100 }] })
  })

  it('L10 asks again after a gap, and renews when the store finds another log', () => {
    const storing = run([entries(6)], live()).session
    const outcome = (kind: 'gap' | 'log-forked' | 'replica-rewound'): SpaceEvent => ({
      type: 'stored',
      bytes: 1,
      outcome: { kind }
    })
    expect(run([outcome('gap')], storing).types).toEqual(['reconnect'])
    expect(run([outcome('log-forked')], storing).session).toMatchObject({ reason: 'log-forked' })
    expect(run([outcome('replica-rewound')], storing).session).toMatchObject({ reason: 'replica-rewound' })
  })

  it('S2 knows of entries that do not get here, from the rows that do', () => {
    const counted = run([{ type: 'counted', position: 9 }], live())
    expect(counted).toMatchObject({ session: { phase: 'live', head: 9 }, types: [] })
    expect(run([{ type: 'counted', position: 7 }], counted.session).session).toMatchObject({ head: 9 })
    expect(run([{ type: 'counted', position: 9 }]).session).toEqual(apart)
  })

  it('L11 knows that documents come first when it is new, far behind, or was cut', () => {
    const catchUpOf = (greeted: HelloSpace, horizon = 0) =>
      (toLive(greeted, { horizon }).session as LiveSession).catchUp
    expect(catchUpOf(hello)).toBeNull()
    expect(catchUpOf({ ...hello, cursor: startMark })).toEqual({ done: 0, total: 0 })
    expect(catchUpOf(hello, 6)).toEqual({ done: 0, total: 0 })
    expect(catchUpOf({ ...hello, catchUp: { base: hello.cursor, lastDocument: 'a' } })).toEqual({
      done: 0,
      total: 0
    })
  })

  it('L6 waits and pushes again when the relay’s disk is full', () => {
    const full: SpaceEvent = { type: 'error', code: 'log-full', message: 'full', retryAfterMs: 700 }
    const told = run([{ type: 'edited' }, cut(3), full], live())
    expect(told.session).toMatchObject({ trouble: { code: 'log-full' } })
    expect(told.effects.at(-1)).toEqual({ type: 'push-again-later', delayMs: 700 })
    expect(run([{ type: 'edited' }], told.session).types).toEqual([])
    const again = run([{ type: 'push-again' }], told.session)
    expect(again.types).toEqual(['load-unacknowledged'])
    const healed = run(
      [{ type: 'unacknowledged', batches: [{ batch: 3, bytes: 1 }], diverged: false }, receipt(3)],
      again.session
    )
    expect(healed.session).toMatchObject({ trouble: null })
  })

  it('L6 is out of trouble when a device’s emptied store has nothing left to push', () => {
    const full: SpaceEvent = { type: 'error', code: 'log-full', message: 'full', retryAfterMs: 700 }
    const nothing: SpaceEvent = { type: 'unacknowledged', batches: [], diverged: false }
    const told = run([{ type: 'edited' }, cut(3), full, { type: 'push-again' }], live()).session
    expect(run([nothing], told).session).toMatchObject({ trouble: null })
    const edited = run([{ type: 'edited' }], told).session
    expect(run([nothing], edited).types).toEqual(['cut'])
    const waits = run([{ type: 'unacknowledged', batches: [{ batch: 3, bytes: 1 }], diverged: false }], told)
    expect(waits.session).toMatchObject({ trouble: { code: 'log-full' } })
  })

  it('C4 drops everything with the connection, and ignores what comes late', () => {
    const lost = run([entries(6), { type: 'link-down' }], live())
    expect(lost.session).toEqual({ phase: 'apart' })
    const late = run([entries(7), receipt(1), cut(3), { type: 'settled' }, { type: 'edited' }], lost.session)
    expect(late).toMatchObject({ session: { phase: 'apart' }, effects: [] })
  })

  it('P2 passes over errors of a later version', () => {
    const later: SpaceEvent = { type: 'error', code: 'something-new', message: '', retryAfterMs: null }
    expect(run([later], live())).toMatchObject({ session: { phase: 'live' }, types: ['note-error'] })
  })
})
