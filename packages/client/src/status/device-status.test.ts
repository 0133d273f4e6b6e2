// Rows to statuses: one a device, the least complete replica, and nothing claimed that is not known.

import type { DeviceRow } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { createDeviceRows } from './device-rows.js'
import { type DeviceStatusFacts, toDeviceStatuses } from './device-status.js'
import { toDocumentStatus } from './document-status.js'

const row = (device: string, change: Partial<DeviceRow> = {}): DeviceRow => ({
  device,
  replica: `${device}-1`,
  name: device,
  platform: '',
  appVersion: '',
  schemas: [],
  cursor: 10,
  behind: { edits: 0, documents: 0, since: 0, exact: true },
  asOf: 10,
  selection: { kind: 'all' },
  waiting: null,
  persistent: null,
  lastSeen: 100,
  online: true,
  kind: 'weft',
  replacedBy: null,
  removed: false,
  ...change
})

const facts = (rows: readonly DeviceRow[], change: Partial<DeviceStatusFacts> = {}): DeviceStatusFacts => ({
  self: {
    device: 'me',
    name: 'Me',
    platform: '',
    appVersion: '',
    schemas: [],
    storage: 'unknown',
    waitingEdits: 0,
    isComplete: true,
    missing: 0
  },
  rows,
  isConnected: true,
  provenAt: 500,
  ...change
})

const entry = (position: number, device: string, document = 'a', edits = 1) => ({
  position,
  document,
  replica: `${device}-1`,
  edits,
  time: position * 10
})
const whole = (rows: readonly DeviceRow[]) =>
  ({ type: 'devices', space: 'notes', whole: true, rows }) as const

describe('device statuses', () => {
  it('S1 shows one row a device, as complete as its least complete replica', () => {
    const late = { edits: 4, documents: 2, since: 30, exact: true }
    const statuses = toDeviceStatuses(
      facts([
        row('phone'),
        row('phone', { replica: 'phone-2', behind: late }),
        row('tablet', { replacedBy: 'tablet-2', behind: late }),
        row('tablet', { replica: 'tablet-2' })
      ])
    )
    expect(statuses.map(({ device }) => device)).toEqual(['me', 'phone', 'tablet'])
    expect(statuses[1]?.has).toMatchObject({ kind: 'behind', edits: 4, documents: 2 })
    expect(statuses[2]?.has).toMatchObject({ kind: 'all' })
  })

  it('S6 says nothing of a device that was never heard of, and no device is online while we are not', () => {
    expect(toDeviceStatuses(facts([row('phone')], { provenAt: null }))[1]?.has).toEqual({ kind: 'unknown' })
    expect(toDeviceStatuses(facts([row('phone')], { isConnected: false }))[1]?.online).toBe(false)
  })

  it('S5 counts edits that came since the relay told a row, but not a device’s own', () => {
    const rows = createDeviceRows()
    rows.apply(whole([row('phone'), row('me')]))
    rows.count([entry(11, 'me'), entry(12, 'phone'), entry(13, 'me', 'b', 3)])
    expect(rows.rows().find(({ device }) => device === 'phone')?.behind).toEqual({
      edits: 4,
      documents: 2,
      since: 110,
      exact: true
    })
    expect(rows.rows().find(({ device }) => device === 'me')?.behind.edits).toBe(1)
  })

  it('S5 does not count twice what the relay counted already', () => {
    const rows = createDeviceRows()
    rows.count([entry(11, 'me'), entry(12, 'me')])
    const told = { edits: 1, documents: 1, since: 110, exact: true }
    rows.apply(whole([row('phone', { asOf: 11, behind: told })]))
    expect(rows.rows()[0]?.behind.edits).toBe(2)
    rows.apply({ ...whole([row('phone', { cursor: 12, asOf: 12 })]), whole: false })
    expect(rows.rows()[0]?.behind.edits).toBe(0)
  })

  it('V13 says which schema versions each device knows, of its newest row', () => {
    const note = (version: number) => [{ name: 'note', version }]
    const rows = [
      row('ana', { schemas: note(2), lastSeen: 100 }),
      row('ana', { replica: 'ana-2', schemas: note(3), lastSeen: 200 })
    ]
    const shown = toDeviceStatuses({ ...facts(rows), self: { ...facts([]).self, schemas: note(4) } })
    expect(shown.map(({ device, schemas }) => [device, schemas[0]?.version])).toEqual([
      ['me', 4],
      ['ana', 3]
    ])
  })

  it('S4 drops a removed row', () => {
    const rows = createDeviceRows()
    rows.apply(whole([row('phone')]))
    rows.apply({ ...whole([row('phone', { removed: true })]), whole: false })
    expect(rows.rows()).toEqual([])
  })

  it('S2 says a document is on a device only when that device’s cursor is past its last entry', () => {
    const base = { unsaved: 0, waiting: 0, setAside: 0, lastPosition: 10, selfDevice: 'me', rowsKnown: true }
    const rows = [row('me'), row('phone'), row('tablet', { cursor: 9 })]
    expect(toDocumentStatus({ ...base, rows })).toMatchObject({
      relayed: true,
      onDevices: 1,
      otherDevices: 2
    })
    expect(toDocumentStatus({ ...base, rows, waiting: 1 })).toMatchObject({ relayed: false, onDevices: 0 })
    expect(toDocumentStatus({ ...base, rows, lastPosition: 0 })).toMatchObject({ relayed: false })
    expect(toDocumentStatus({ ...base, rows: [], rowsKnown: false })).toMatchObject({ onDevices: null })
  })

  it('F9 claims nothing of a client that is live only, and puts it last', () => {
    const web = { ...row('web-1', { name: 'Ana', kind: 'yjs', cursor: 0 }), behind: row('x').behind }
    const [, phone, guest] = toDeviceStatuses(facts([web, row('phone')]))
    expect(phone?.name).toBe('phone')
    expect(guest).toMatchObject({ name: 'Ana', has: { kind: 'live-only' }, online: true, kind: 'yjs' })
    const base = { unsaved: 0, waiting: 0, setAside: 0, lastPosition: 9, selfDevice: 'me', rowsKnown: true }
    expect(toDocumentStatus({ ...base, rows: [web, row('phone')] })).toMatchObject({
      relayed: true,
      onDevices: 1,
      otherDevices: 1
    })
  })
})
