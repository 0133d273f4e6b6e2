import { expect, it } from 'vitest'
import { daysAgo, deviceOf, minutesAgo, now } from '../testing/statuses.js'
import { clockTime, moment } from '../times.js'
import { deviceWords } from './device-words.js'

const at = clockTime(now)
const behind = {
  kind: 'behind',
  edits: 3,
  documents: 2,
  since: minutesAgo(12),
  exact: true,
  asOf: minutesAgo(2)
} as const

it('N4 a device that is connected has everything as of a time', () => {
  const words = deviceWords(deviceOf(), now)
  expect(words).toMatchObject({
    name: 'Phone',
    connection: 'Connected',
    has: `Has all of your edits, as of ${at}`,
    tone: 'good',
    there: null,
    stale: null,
    storage: null
  })
})

it('N4 this device has a row of its own, with what waits on it', () => {
  const self = deviceOf({ self: true, name: 'Laptop', waiting: { edits: 1, asOf: now } })
  expect(deviceWords(self, now)).toMatchObject({
    connection: 'This device',
    has: `Has everything, as of ${at}`,
    there: '1 edit made here waits to be sent'
  })
})

it('S5 a device that is behind says by how much, in how many notes, and since when', () => {
  const since = clockTime(minutesAgo(12))
  expect(deviceWords(deviceOf({ has: behind }), now).has).toBe(`3 edits behind (in 2 notes) since ${since}`)
  const folded = deviceOf({ has: { ...behind, exact: false, edits: 1, documents: 1 } })
  expect(deviceWords(folded, now).has).toBe(`At least 1 edit behind (in 1 note) since ${since}`)
})

it('S6 a device that is away is shown as of when it was last heard, and what it made is unknown', () => {
  const lastSeen = minutesAgo(2)
  const when = clockTime(lastSeen)
  const away = deviceWords(deviceOf({ online: false, lastSeen, has: behind }), now)
  expect(away.connection).toBe(`Last heard from ${when}`)
  expect(away.has).toMatch(`, as of ${when}`)
  expect(away.there).toBe(`What was written there since ${when} is unknown`)
  const unknown = deviceWords(deviceOf({ online: false, lastSeen, has: { kind: 'unknown' } }), now)
  expect(unknown).toMatchObject({ tone: 'unknown', has: `Unknown, not heard from since ${when}` })
})

it('S6 edits that wait on another device are told as that device last told them', () => {
  const device = deviceOf({ waiting: { edits: 2, asOf: minutesAgo(2) } })
  expect(deviceWords(device, now).there).toBe(
    `2 edits made there have not arrived, as of ${clockTime(minutesAgo(2))}`
  )
})

it('N4 a device that was not heard of for a week is inactive, after a month it should be opened', () => {
  const staleAfter = (days: number) =>
    deviceWords(deviceOf({ online: false, lastSeen: daysAgo(days) }), now).stale
  expect(staleAfter(6)).toBeNull()
  expect(staleAfter(8)).toEqual({ kind: 'inactive', text: 'Inactive' })
  expect(staleAfter(31)).toEqual({ kind: 'long-gone', text: 'Open it to catch up' })
  expect(deviceWords(deviceOf({ lastSeen: daysAgo(31) }), now).stale).toBeNull()
})

it('N4 storage that may be cleared is said, a missing name too', () => {
  const words = deviceWords(
    deviceOf({ storage: 'may-be-cleared', name: '', lastSeen: null, online: false }),
    now
  )
  expect(words.storage).toBe('Its browser may clear its storage')
  expect(words.name).toBe('Unnamed device')
  expect(words.connection).toBe('Never heard from')
})

it('N4 times say as much of the date as is needed', () => {
  expect(moment(now, now)).toBe(at)
  expect(moment(daysAgo(1), now)).toBe(`yesterday, ${at}`)
  expect(moment(daysAgo(20), now)).toBe(`23 Oct, ${at}`)
  expect(moment(daysAgo(400), now)).toBe('8 Oct 2025')
  expect(moment(now + 60_000, now)).toBe(clockTime(now + 60_000))
})

it('F9 of a web client nothing is claimed, neither while it is here nor after it left', () => {
  const web = deviceOf({ name: '', platform: '', kind: 'yjs', has: { kind: 'live-only' }, waiting: null })
  expect(deviceWords(web, now)).toMatchObject({
    name: 'Web client',
    connection: 'Connected',
    has: 'Live only: it gets edits while it is connected; what it keeps of them is unknown',
    tone: 'unknown',
    there: null,
    stale: null
  })
  const gone = deviceWords({ ...web, name: 'Ana', online: false, lastSeen: minutesAgo(12) }, now)
  expect(gone).toMatchObject({
    name: 'Ana',
    connection: `Web client · Last heard from ${moment(minutesAgo(12), now)}`,
    has: 'Live only: what it kept is unknown',
    there: null
  })
})

it('V13 a row says which format of notes its device has, and nothing of a device that does not say', () => {
  expect(deviceWords(deviceOf({ schemas: [{ name: 'note', version: 2 }] }), now).format).toBe(
    'Note\u00a0format\u00a02'
  )
  expect(deviceWords(deviceOf({ schemas: [{ name: 'other', version: 2 }] }), now).format).toBeNull()
  expect(deviceWords(deviceOf(), now).format).toBeNull()
})
