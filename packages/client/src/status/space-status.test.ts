// The five states, each with its exact condition.

import { describe, expect, it } from 'vitest'
import { type SpaceFacts, toSpaceStatus } from './space-status.js'
import type { DeviceStatus } from './status.js'

const device = (name: string, has: DeviceStatus['has'], self = false): DeviceStatus => ({
  device: name,
  name,
  platform: '',
  appVersion: '',
  schemas: [],
  self,
  online: true,
  lastSeen: 1,
  has,
  waiting: null,
  storage: 'unknown',
  kind: 'weft'
})

const all = { kind: 'all', asOf: 1 } as const
const behind = (edits: number) =>
  ({ kind: 'behind', edits, documents: 1, since: 400, exact: true, asOf: 1 }) as const

/** Everything is where it should be. */
const good: SpaceFacts = {
  now: 10_000,
  openedAt: 0,
  unsaved: 0,
  trouble: null,
  waiting: { edits: 0, documents: 0, since: null },
  setAside: [],
  link: { kind: 'connected', since: 1, relayAheadMs: 0 },
  session: { kind: 'live', since: 1, head: 7, catchUp: null, rowsKnown: true, trouble: null },
  cursor: 7,
  devices: [device('Laptop', all, true), device('Phone', all)],
  isNetworkUp: true
}
const live = good.session as Extract<SpaceFacts['session'], { kind: 'live' }>
const stateOf = (change: Partial<SpaceFacts>) => toSpaceStatus({ ...good, ...change })
const waitingEdits = { edits: 3, documents: 2, since: 300 }

describe('the state of a space', () => {
  it('S7 is up to date only when every one of its conditions holds', () => {
    expect(stateOf({})).toMatchObject({ kind: 'up-to-date', asOf: 10_000 })
    const spoilers: Partial<SpaceFacts>[] = [
      { unsaved: 1 },
      { waiting: waitingEdits },
      { setAside: [{ document: 'a', edits: 1, time: 5 }] },
      { cursor: 6 },
      // Another tab leads, and has not yet told of what it stored: the rows say nothing of entry 8.
      { cursor: 8 },
      { link: { kind: 'connecting', since: 1 } },
      { link: { kind: 'unpaired' } },
      { link: { kind: 'held', since: 1, why: 'metered' } },
      { session: { kind: 'joining' } },
      { session: { ...live, rowsKnown: false } },
      { session: { ...live, catchUp: { done: 1, total: 1 } } },
      { session: { ...live, trouble: { code: 'log-full', message: '', since: 1 } } },
      { devices: [device('Laptop', all, true), device('Phone', behind(1))] },
      { devices: [device('Laptop', all, true), device('Phone', { kind: 'unknown' })] }
    ]
    for (const spoiler of spoilers)
      expect(stateOf(spoiler).kind, JSON.stringify(spoiler)).not.toBe('up-to-date')
  })

  it('S8 says what is on its way, and how much', () => {
    expect(stateOf({ waiting: waitingEdits })).toMatchObject({
      kind: 'syncing',
      sendingEdits: 3,
      receiving: null
    })
    expect(stateOf({ cursor: 5 })).toMatchObject({
      kind: 'syncing',
      receiving: { kind: 'entries', done: 5, total: 7 }
    })
    const catchUp = { done: 40, total: 100 }
    expect(stateOf({ cursor: 0, session: { ...live, catchUp } })).toMatchObject({
      receiving: { kind: 'first-sync', done: 40, total: 100 }
    })
    expect(stateOf({ session: { ...live, catchUp } })).toMatchObject({ receiving: { kind: 'catch-up' } })
  })

  it('S9 says what it waits for and since when', () => {
    const lost = { kind: 'waiting', since: 500, retryAt: 20_000, why: 'unreachable' } as const
    expect(stateOf({ link: lost })).toMatchObject({
      kind: 'waiting',
      for: 'relay',
      since: 500,
      retryAt: 20_000
    })
    expect(stateOf({ link: lost, isNetworkUp: false })).toMatchObject({ for: 'network' })
    expect(stateOf({ link: { ...lost, why: 'not-a-relay' } })).toMatchObject({ for: 'blocked-network' })
    expect(stateOf({ link: { ...lost, why: 'relay-busy' } })).toMatchObject({ for: 'relay' })
    const held = { kind: 'held', since: 550, why: 'metered' } as const
    expect(stateOf({ link: held, waiting: waitingEdits })).toMatchObject({
      kind: 'waiting',
      for: 'wifi',
      since: 550,
      retryAt: null,
      counts: { waiting: 3 }
    })
    expect(stateOf({ link: { kind: 'stopped', since: 600, why: 'sign-in', message: '' } })).toMatchObject({
      kind: 'waiting',
      for: 'sign-in',
      since: 600
    })
    expect(stateOf({ link: { kind: 'unpaired' }, waiting: waitingEdits })).toMatchObject({
      for: 'pairing',
      since: 300
    })
    expect(stateOf({ link: { kind: 'connecting', since: 9_500 } })).toMatchObject({ for: 'connection' })
    expect(stateOf({ link: { kind: 'connecting', since: 1_000 } })).toMatchObject({ for: 'relay' })
    expect(stateOf({ devices: [device('Laptop', all, true), device('Phone', behind(3))] })).toMatchObject({
      kind: 'waiting',
      for: 'devices',
      since: 400,
      counts: { devicesBehind: 1, otherDevices: 1 }
    })
  })

  it('F9 is up to date whatever a client does that is live only', () => {
    const web = (online: boolean) => ({ ...device('Web', { kind: 'live-only' }), online, kind: 'yjs' })
    for (const online of [true, false]) {
      expect(
        stateOf({ devices: [device('Laptop', all, true), device('Phone', all), web(online)] })
      ).toMatchObject({ kind: 'up-to-date', counts: { devicesBehind: 0, otherDevices: 1 } })
    }
  })

  it('S10 says why it failed', () => {
    const setAside = [{ document: 'a', edits: 2, time: 50 }]
    expect(stateOf({ setAside })).toMatchObject({
      kind: 'failed',
      why: { kind: 'set-aside', documents: ['a'] },
      since: 50,
      counts: { setAside: 2 }
    })
    const stopped = { kind: 'stopped', since: 600, message: 'no', why: 'update-needed' } as const
    expect(stateOf({ link: stopped })).toMatchObject({ kind: 'failed', why: { kind: 'update-needed' } })
    expect(stateOf({ link: { ...stopped, why: 'refused' } })).toMatchObject({
      kind: 'failed',
      why: { kind: 'link', trouble: 'refused' }
    })
    expect(
      stateOf({ session: { ...live, trouble: { code: 'log-full', message: 'full', since: 8 } } })
    ).toMatchObject({
      kind: 'failed',
      why: { kind: 'relay-storage', code: 'log-full' },
      since: 8
    })
    expect(
      stateOf({ session: { kind: 'closed', code: 'log-damaged', message: '', since: 3 } })
    ).toMatchObject({
      why: { kind: 'relay-storage', code: 'log-damaged' }
    })
  })

  it('S11 is not saved only while an edit is in memory alone because a write failed', () => {
    const trouble = { code: 'storage-full', message: 'full', since: 70 } as const
    expect(stateOf({ trouble, unsaved: 1, link: { kind: 'unpaired' } })).toMatchObject({
      kind: 'not-saved',
      why: 'storage-full',
      since: 70
    })
    expect(stateOf({ unsaved: 1 }).kind).not.toBe('not-saved')
    expect(stateOf({ trouble }).kind).not.toBe('not-saved')
  })
})
