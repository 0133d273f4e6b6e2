// The link's decisions: when it tries again, when it gives up, when it calls a silent connection dead.

import { createSeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import { type Link, type LinkEffect, type LinkEvent, unpairedLink } from './link.js'
import { notARelayClose, stepLink } from './link-machine.js'

const random = createSeededRandom(7)

/** Runs events through the machine and keeps what it asked for. */
function run(events: readonly LinkEvent[], from: Link = unpairedLink, now = 1_000) {
  let link = from
  const effects: LinkEffect[] = []
  for (const event of events) {
    const step = stepLink(link, event, { now, random })
    link = step.link
    effects.push(...step.effects)
  }
  return { link, effects }
}

const connected: readonly LinkEvent[] = [
  { type: 'paired' },
  { type: 'opened' },
  { type: 'welcomed', relayTime: 0 }
]
const delayOf = (effects: readonly LinkEffect[], name: string): number | undefined =>
  effects
    .flatMap((effect) => (effect.type === 'start-timer' && effect.name === name ? [effect.delayMs] : []))
    .at(-1)

describe('the link', () => {
  it('C2 tries again within a doubling ceiling, never beyond 30 s, and spreads its tries', () => {
    let link = run([{ type: 'paired' }]).link
    const delays: number[] = []
    for (let failure = 0; failure < 12; failure++) {
      const closed = run([{ type: 'closed', code: 1006, reason: '' }], link)
      const delay = delayOf(closed.effects, 'retry') ?? Number.NaN
      expect(delay).toBeGreaterThanOrEqual(0)
      expect(delay).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** failure))
      delays.push(delay)
      link = run([{ type: 'timer', name: 'retry' }], closed.link).link
    }
    expect(new Set(delays).size).toBeGreaterThan(8)
    expect(Math.max(...delays)).toBeGreaterThan(5_000)
  })

  it('C2 forgets its failures only after 30 s of health', () => {
    const failed = run([{ type: 'paired' }, { type: 'closed', code: 1006, reason: '' }]).link
    const again = run(
      [{ type: 'timer', name: 'retry' }, { type: 'opened' }, { type: 'welcomed', relayTime: 0 }],
      failed
    )
    expect(again.link.failures).toBe(1)
    expect(delayOf(again.effects, 'healthy')).toBe(30_000)
    expect(run([{ type: 'timer', name: 'healthy' }], again.link).link.failures).toBe(0)
  })

  it('C2 takes a hint as a reason to look, not as a fact', () => {
    const waiting = run([{ type: 'paired' }, { type: 'closed', code: 1006, reason: '' }]).link
    const hinted = run([{ type: 'hint' }], waiting)
    expect(hinted.link.shown.kind).toBe('waiting')
    expect(delayOf(hinted.effects, 'retry')).toBeLessThanOrEqual(300)
    const live = run(connected).link
    const looked = run([{ type: 'hint' }], live)
    expect(looked.link.shown.kind).toBe('connected')
    expect(looked.effects.map((effect) => effect.type)).toContain('ping')
    expect(delayOf(looked.effects, 'pong')).toBeLessThan(5_000)
  })

  it('C3 calls a connection dead after pings that nobody answered, and drops it', () => {
    const live = run(connected)
    expect(delayOf(live.effects, 'ping')).toBe(25_000)
    const pinged = run([{ type: 'timer', name: 'ping' }], live.link)
    const pingedAgain = run([{ type: 'timer', name: 'ping' }], pinged.link)
    const dead = run([{ type: 'timer', name: 'pong' }], pingedAgain.link)
    expect(dead.link.shown).toMatchObject({ kind: 'waiting', why: 'unreachable' })
    expect(dead.effects.map((effect) => effect.type)).toEqual(['stop-timers', 'drop', 'down', 'start-timer'])
    const answered = run([{ type: 'heard' }, { type: 'timer', name: 'pong' }], pingedAgain.link)
    expect(answered.link.shown.kind).toBe('connected')
  })

  it('C5 does not hammer what is not a relay', () => {
    const closed = run([{ type: 'paired' }, { type: 'closed', code: notARelayClose, reason: '' }])
    expect(closed.link.shown).toMatchObject({ kind: 'waiting', why: 'not-a-relay' })
    expect(delayOf(closed.effects, 'retry')).toBeGreaterThanOrEqual(30_000)
    expect(run([{ type: 'hint' }], closed.link).effects).toEqual([])
  })

  it('P7 follows what a close asks for: later, a fresh token, or stop', () => {
    const live = run(connected).link
    const told = (code: string, retryAfterMs: number | null = null): LinkEvent => ({
      type: 'error-received',
      code,
      message: 'because',
      retryAfterMs
    })
    const close = (code: number): LinkEvent => ({ type: 'closed', code, reason: '' })
    expect(run([close(4100)], live).link.shown.kind).toBe('waiting')
    expect(run([close(4200)], live).link.shown).toMatchObject({ kind: 'stopped', why: 'sign-in' })
    expect(run([close(4300)], live).link.shown).toMatchObject({ kind: 'stopped', why: 'refused' })
    expect(run([close(4999)], live).link.shown.kind).toBe('waiting')
    expect(run([told('token-expired'), close(4200)], live).link.shown).toMatchObject({ why: 'sign-in' })
    expect(run([told('unsupported-version'), close(4300)], live).link.shown).toMatchObject({
      why: 'update-needed'
    })
    const busy = run([told('relay-stopping', 4_000), close(4100)], live)
    expect(busy.link.shown).toMatchObject({ kind: 'waiting', why: 'relay-busy' })
    expect(delayOf(busy.effects, 'retry')).toBeGreaterThanOrEqual(4_000)
    expect(delayOf(busy.effects, 'retry')).toBeLessThanOrEqual(6_000)
    const stopped = run([close(4200)], live).link
    expect(run([{ type: 'retry' }], stopped).link.shown.kind).toBe('connecting')
  })

  it('S9 lets go of a metered network that it may not use, and comes back by itself', () => {
    const metered: LinkEvent = { type: 'network', network: 'metered' }
    const open: LinkEvent = { type: 'network', network: 'open' }
    const held = run([metered], run(connected).link, 5_000)
    expect(held.link.shown).toEqual({ kind: 'held', since: 5_000, why: 'metered' })
    expect(held.effects.map((effect) => effect.type)).toEqual(['stop-timers', 'drop', 'hold'])
    const quiet: LinkEvent[] = [
      metered,
      { type: 'paired' },
      { type: 'hint' },
      { type: 'reconnect' },
      { type: 'closed', code: 1006, reason: '' },
      { type: 'timer', name: 'retry' },
      { type: 'timer', name: 'open' },
      { type: 'timer', name: 'ping' }
    ]
    for (const event of quiet) expect(run([event], held.link), event.type).toEqual({ ...held, effects: [] })
    const back = run([open], held.link)
    expect(back.link.shown.kind).toBe('connecting')
    expect(back.effects.map((effect) => effect.type)).toContain('connect')
    // Also where there was no connection yet, and between two tries.
    expect(run([metered, { type: 'paired' }]).link.shown.kind).toBe('held')
    expect(run([metered, { type: 'paired' }]).effects.map((effect) => effect.type)).not.toContain('connect')
    const between = run([{ type: 'paired' }, { type: 'closed', code: 1006, reason: '' }, metered])
    expect(between.link.shown.kind).toBe('held')
    expect(run([{ type: 'unpaired' }, { type: 'paired' }], held.link).link.shown.kind).toBe('held')
  })

  it('S9 goes through a metered network when a person says so, until the network is another', () => {
    const metered: LinkEvent = { type: 'network', network: 'metered' }
    const passed = run([
      metered,
      { type: 'paired' },
      { type: 'retry' },
      { type: 'opened' },
      { type: 'welcomed', relayTime: 0 }
    ])
    expect(passed.link.shown.kind).toBe('connected')
    // A connection that is lost meanwhile is tried again.
    const lost = run(
      [
        { type: 'closed', code: 1006, reason: '' },
        { type: 'timer', name: 'retry' }
      ],
      passed.link
    )
    expect(lost.link.shown.kind).toBe('connecting')
    const another = run([{ type: 'network', network: 'open' }, metered], passed.link)
    expect(another.link.shown.kind).toBe('held')
  })

  it('T3 comes back after another tab took over, also when only the close says so', () => {
    const up: LinkEvent[] = [{ type: 'paired' }, { type: 'opened' }, { type: 'welcomed', relayTime: 0 }]
    const closed: LinkEvent = { type: 'closed', code: 4300, reason: 'superseded' }
    expect(run([...up, closed]).link.shown.kind).toBe('waiting')
    expect(run([...up, { ...closed, reason: 'replica-removed' }]).link.shown.kind).toBe('stopped')
  })

  it('C4 changes nothing on events that do not concern its state', () => {
    const events: LinkEvent[] = [
      { type: 'hint' },
      { type: 'retry' },
      { type: 'reconnect' },
      { type: 'closed', code: 1006, reason: '' },
      { type: 'timer', name: 'ping' },
      { type: 'timer', name: 'pong' },
      { type: 'timer', name: 'retry' },
      { type: 'timer', name: 'open' }
    ]
    for (const event of events) expect(run([event])).toEqual({ link: unpairedLink, effects: [] })
  })
})
