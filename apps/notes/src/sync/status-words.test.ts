import type { DeviceStatus, FailedWhy, SpaceCounts, SpaceState, StoreErrorCode } from '@weft/client'
import { expect, it } from 'vitest'
import { deviceOf, minutesAgo, now, statusOf } from '../testing/statuses.js'
import { clockTime } from '../times.js'
import { chipText, statusWords } from './status-words.js'

const say = (state: SpaceState, counts: Partial<SpaceCounts> = {}, devices: readonly DeviceStatus[] = []) =>
  statusWords(statusOf(state, counts), devices, now)
const chip = (...facts: Parameters<typeof say>) => chipText(say(...facts))
const at = clockTime(now)
const earlier = clockTime(minutesAgo(12))
const waiting = { kind: 'waiting', since: minutesAgo(12), retryAt: null } as const
const behind = { kind: 'behind', edits: 3, documents: 2, since: now, exact: true, asOf: now } as const

it('S7 up to date says on how many devices, and as of when', () => {
  const state = { kind: 'up-to-date', asOf: now } as const
  expect(chip(state)).toBe(`Saved and sent · ${at}`)
  expect(chip(state, { otherDevices: 1 })).toBe(`On both devices · ${at}`)
  expect(chip(state, { otherDevices: 2 })).toBe(`On all 3 devices · ${at}`)
  expect(say(state).tone).toBe('good')
})

it('S7 no word of the chip says "synced" without saying who', () => {
  expect(chip({ kind: 'up-to-date', asOf: now }, { otherDevices: 2 })).not.toMatch(/synced/i)
})

it('S2 nothing is said to be saved here while an edit is not', () => {
  for (const what of ['network', 'relay', 'blocked-network', 'pairing', 'connection'] as const) {
    expect(chip({ ...waiting, for: what }, { unsaved: 1 }), what).toMatch(/^Saving… ·/)
    expect(chip({ ...waiting, for: what }), what).toMatch(/^Saved here ·/)
  }
})

it('S8 syncing says what and how much', () => {
  const state = { kind: 'syncing', sendingEdits: 0, receiving: null } as const
  expect(chip(state)).toBe('Syncing')
  expect(chip({ ...state, sendingEdits: 1 })).toBe('Sending 1 edit')
  expect(chip({ ...state, sendingEdits: 1204 })).toBe('Sending 1,204 edits')
  const first = { kind: 'first-sync', done: 120, total: 1204 } as const
  expect(chip({ ...state, receiving: first })).toBe('Fetching your notes · 120 of 1,204')
  expect(chip({ ...state, receiving: { ...first, kind: 'catch-up' } })).toBe('Catching up · 120 of 1,204')
  const entries = { kind: 'entries', done: 3, total: 10 } as const
  expect(chip({ ...state, receiving: entries })).toBe('Receiving · 3 of 10')
  expect(chip({ ...state, sendingEdits: 2, receiving: entries })).toBe('Sending 2 edits · receiving 3 of 10')
  expect(say(state).tone).toBe('busy')
})

it('S9 waiting for the network says that it is saved, and what waits', () => {
  expect(chip({ ...waiting, for: 'network' })).toBe(`Saved here · offline since ${earlier}`)
  expect(chip({ ...waiting, for: 'network' }, { waiting: 1 })).toBe('Saved here · offline, 1 edit waiting')
  expect(chip({ ...waiting, for: 'network' }, { waiting: 3 })).toBe('Saved here · offline, 3 edits waiting')
  expect(say({ ...waiting, for: 'network' }, { waiting: 3 }).sentence).toBe(
    `There has been no network since ${earlier}. 3 edits are saved on this device and will be sent later.`
  )
})

it('S9 waiting for Wi-Fi says what is saved here meanwhile, and nothing of what is not', () => {
  const state = { ...waiting, for: 'wifi' } as const
  expect(chip(state)).toBe(`Waiting for Wi-Fi · since ${earlier}`)
  expect(chip(state, { waiting: 3 })).toBe('Waiting for Wi-Fi · 3 edits saved here')
  expect(chip(state, { waiting: 3, unsaved: 1 })).toBe('Waiting for Wi-Fi · saving…')
  expect(say(state, { waiting: 1 }).sentence).toBe(
    `This device syncs over Wi-Fi only, and the network has been metered since ${earlier}. 1 edit is saved on this device and will be sent later.`
  )
  expect(say(state).tone).toBe('wait')
})

it('S9 waiting for the relay counts down to the next try', () => {
  const state = { ...waiting, for: 'relay' } as const
  expect(chip({ ...state, retryAt: now + 19_500 })).toBe('Saved here · cannot reach relay, retrying in 20 s')
  expect(chip({ ...state, retryAt: now - 1 })).toBe('Saved here · cannot reach relay, retrying')
  expect(chip(state)).toBe('Saved here · cannot reach relay, retrying')
})

it('S9 every other thing to wait for has words of its own', () => {
  const words = (what: 'blocked-network' | 'sign-in' | 'pairing' | 'connection', edits = 0) =>
    chip({ ...waiting, for: what }, { waiting: edits })
  expect(words('blocked-network')).toBe('Saved here · this network blocks the relay')
  expect(words('sign-in', 3)).toBe('Sign in again · 3 edits waiting')
  expect(words('sign-in')).toBe('Sign in again · the relay asks for its secret')
  expect(words('pairing')).toBe('Saved here · on this device only')
  expect(words('connection')).toBe('Saved here · connecting')
})

it('S9 waiting for devices names the one that lacks something, or counts them', () => {
  const state = { ...waiting, for: 'devices' } as const
  const one = { otherDevices: 1, devicesBehind: 1 }
  const self = deviceOf({ self: true, device: 'device-a', name: 'Laptop' })
  const phone = deviceOf({ has: behind })
  expect(chip(state, one, [self, phone])).toBe('Sent · Phone is 3 edits behind')
  const vague = deviceOf({ has: { ...behind, exact: false } })
  expect(chip(state, one, [self, vague])).toBe('Sent · Phone is at least 3 edits behind')
  const single = deviceOf({ has: { ...behind, edits: 1 } })
  expect(chip(state, one, [self, single])).toBe('Sent · Phone is 1 edit behind')
  const unknown = deviceOf({ has: { kind: 'unknown' } })
  expect(chip(state, one, [self, unknown])).toBe('Sent · Phone has not fetched it yet')
  const tablet = deviceOf({ device: 'device-c', name: 'Tablet' })
  expect(chip(state, { otherDevices: 2, devicesBehind: 1 }, [self, phone, tablet])).toBe(
    'On 2 of 3 · Phone is 3 edits behind'
  )
  expect(chip(state, { otherDevices: 2, devicesBehind: 2 }, [self, phone, { ...tablet, has: behind }])).toBe(
    'On 1 of 3 · 2 devices are behind'
  )
  expect(chip(state, one, [self, { ...phone, name: '' }])).toBe('Sent · Unnamed device is 3 edits behind')
})

it('S10 failed says why and what is safe meanwhile, and what a press does', () => {
  const words = (why: FailedWhy, edits = 0) =>
    say({ kind: 'failed', why, since: now, message: '' }, { waiting: edits })
  expect(chipText(words({ kind: 'relay-storage', code: 'log-full' }, 3))).toBe(
    'Not synced · the relay’s disk is full, 3 edits waiting, tap to retry'
  )
  expect(chipText(words({ kind: 'relay-storage', code: 'log-damaged' }))).toBe(
    'Not synced · the relay’s log is damaged, tap to retry'
  )
  expect(chipText(words({ kind: 'link', trouble: 'refused' }))).toBe(
    'Not synced · the relay refuses this device, tap to retry'
  )
  expect(chipText(words({ kind: 'set-aside', documents: ['n/a'] }))).toBe('Not synced · 1 note needs you')
  expect(chipText(words({ kind: 'set-aside', documents: ['n/a', 'n/b'] }))).toBe(
    'Not synced · 2 notes need you'
  )
  expect(chipText(words({ kind: 'update-needed' }))).toBe('Update needed · reload to go on syncing')
  const { tone, sentence } = words({ kind: 'link', trouble: 'not-a-relay' }, 1)
  expect(tone).toBe('failed')
  expect(sentence).toBe('No relay at this address. 1 edit is saved on this device and will be sent later.')
})

it('S11 not saved says why, and what to do', () => {
  const codes: readonly StoreErrorCode[] = [
    'storage-full',
    'storage-blocked',
    'storage-closed',
    'storage-unavailable',
    'storage-newer',
    'storage-failed'
  ]
  for (const why of codes) {
    const words = say({ kind: 'not-saved', why, since: now }, { unsaved: 2 })
    expect(chipText(words)).toMatch(/^Not saved · \S/)
    expect(words.sentence).toMatch(/^2 edits are only in this tab\. Do not close it\. \S/)
    expect(words.tone).toBe('alarm')
  }
  const one = say({ kind: 'not-saved', why: 'storage-full', since: now }, { unsaved: 1 })
  expect(one.sentence).toMatch(/^1 edit is only in this tab/)
})
