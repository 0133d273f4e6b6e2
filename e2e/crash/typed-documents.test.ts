// Typed documents on real devices and a real relay: wrong clocks, kills and versions side by side.

import { createScope, type Scope, systemClock } from '@weft/base'
import { add, counter, defineDocument, manual, register, type TypedDocument } from '@weft/model'
import * as v from 'valibot'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder } from '../lib/folders.js'
import { type NodeDevice, type NodeDeviceOptions, openNodeDevice } from '../lib/node-device.js'
import { startRelay } from '../lib/relay-process.js'
import { untilTrue } from '../lib/until.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

const year = 365 * 24 * 3_600_000
const id = 'n/1'

const title = register(v.string(), { strategy: manual(), default: '' })
const first = defineDocument({ name: 'note', version: 1, fields: { title, visits: counter() } })
const second = defineDocument({
  name: 'note',
  version: 2,
  steps: { 2: [add('folder')] },
  fields: { title, visits: counter(), folder: register(v.string()) }
})

async function open(
  options: NodeDeviceOptions
): Promise<NodeDevice & { readonly note: TypedDocument<typeof second.fields> }> {
  const opened = await openNodeDevice(scope, { ...options, schemas: [second.schema] })
  const { ydoc } = await opened.space.openDocument(id)
  const note = second.bind(ydoc, { author: { device: opened.device.id }, time: opened.device.time })
  scope.own(note.close)
  return { ...opened, note }
}

it('V7 a device whose clock is a year ahead does not win on the others, through a relay that is killed', async () => {
  const data = await makeFolder(scope, 'relay')
  const before = await startRelay(scope, { data })
  const ahead = { ...systemClock, now: () => systemClock.now() + year }
  const wrong = await open({ name: 'Wrong', clock: ahead })
  const right = await open({ name: 'Right', url: before.url })
  // Both write while they have not seen each other: the wrong one first.
  wrong.note.fields.folder.set('from the future')
  wrong.note.fields.visits.add(1)
  await wrong.space.flush()
  right.note.fields.folder.set('written later')
  right.note.fields.visits.add(1)
  await right.settled()
  await before.kill()

  const { url, port } = await startRelay(scope, { data, port: before.port })
  expect(port).toBe(before.port)
  await wrong.device.connect({ url })
  right.device.retry()
  const fresh = await open({ name: 'Fresh', url })
  const devices = [wrong, right, fresh]
  await untilTrue(
    () => devices.every(({ note }) => note.values().visits === 2),
    () => `all of both: ${JSON.stringify(devices.map(({ note }) => note.values()))}`
  )
  await Promise.all(devices.map(({ settled }) => settled()))
  await untilTrue(
    () => devices.every(({ note }) => note.fields.folder.get() === 'written later'),
    () => `the later folder: ${JSON.stringify(devices.map(({ note }) => note.fields.folder.sides()))}`
  )
})

it('V6 a title that two devices wrote apart is a conflict on each, and settled on each by a person on one', async () => {
  const data = await makeFolder(scope, 'relay')
  const folder = await makeFolder(scope, 'store')
  const relay = await startRelay(scope, { data })
  const one = await open({ name: 'One', folder })
  const other = await open({ name: 'Other' })
  one.note.fields.title.set('Tax')
  other.note.fields.title.set('Taxes')
  await one.space.flush()
  // What was decided on a device has to be there when it is opened again.
  await one.close()
  const again = await open({ name: 'One', folder, url: relay.url })
  await other.device.connect({ url: relay.url })
  const devices = [again, other]
  await untilTrue(
    () => devices.every(({ note }) => note.conflicts.get().length === 1),
    'the conflict on both'
  )
  const [conflict] = other.note.conflicts.get()
  const mine = conflict?.sides.find(({ device }) => device === other.device.id)
  other.note.settle(conflict!, { side: mine!.id })
  await untilTrue(() => devices.every(({ note }) => note.conflicts.get().length === 0), 'settled on both')
  expect(devices.map(({ note }) => note.fields.title.get())).toEqual(['Taxes', 'Taxes'])
  other.note.history.undo()
  await untilTrue(() => devices.every(({ note }) => note.conflicts.get().length === 1), 'open again on both')
})

it('V9 V13 two versions edit one note, and each device sees which version the others know', async () => {
  const data = await makeFolder(scope, 'relay')
  const { url } = await startRelay(scope, { data })
  const updated = await open({ name: 'Updated', url })
  const old = await openNodeDevice(scope, { name: 'Old', url, schemas: [first.schema] })
  const { ydoc } = await old.space.openDocument(id)
  const note = first.bind(ydoc, { author: { device: old.device.id }, time: old.device.time })
  scope.own(note.close)
  updated.note.fields.folder.set('Home')
  updated.note.fields.title.set('Tax')
  await untilTrue(() => note.fields.title.get() === 'Tax', 'the title on the old version')
  note.fields.title.set('Tax 2026')
  await untilTrue(() => updated.note.fields.title.get() === 'Tax 2026', 'the title of the old version')
  expect(updated.note.fields.folder.get()).toBe('Home')
  expect([note.state.get().kind, updated.note.state.get().kind]).toEqual(['open', 'open'])

  const versions = (device: NodeDevice): unknown =>
    Object.fromEntries(device.space.devices.get().map(({ name, schemas }) => [name, schemas]))
  const expected = {
    Updated: [{ name: 'note', version: 2 }],
    Old: [{ name: 'note', version: 1 }]
  }
  for (const device of [updated, old]) {
    await untilTrue(() => Object.keys(versions(device) as object).length === 2, 'both rows')
    expect(versions(device)).toEqual(expected)
  }
})
