// A device's store that was copied: two devices from then on, and both keep every edit.

import { join } from 'node:path'
import { createScope, type Scope } from '@weft/base'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeFolder, putBack } from '../lib/folders.js'
import { openNodeDevice } from '../lib/node-device.js'
import { startRelay } from '../lib/relay-process.js'
import { until, untilTrue } from '../lib/until.js'
import { startTypist, tokensOf } from './processes/typist.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

it('E5 a copied store and its original both keep every edit, and are two rows', async () => {
  const data = await makeFolder(scope, 'relay')
  const folder = join(await makeFolder(scope, 'original'), 'store')
  const copy = join(await makeFolder(scope, 'copy'), 'store')
  const relay = await startRelay(scope, { data })
  const { url } = relay
  const original = await openNodeDevice(scope, { url, name: 'Laptop', folder })
  await original.write('n/1', '<before the copy>')
  await original.settled()
  await original.close()
  await putBack(folder, copy)

  // Two processes from one store, writing at the same time.
  const documents = ['n/1']
  const typists = [
    await startTypist(scope, { url, folder, name: 'a', documents, everyMs: 20 }),
    await startTypist(scope, { url, folder: copy, name: 'b', documents, everyMs: 20 })
  ]
  await untilTrue(() => typists.every(({ saved }) => saved >= 40), 'edits on both')
  await untilTrue(() => typists.every(({ relayed }) => (relayed.get('n/1') ?? -1) >= 40), 'receipts of both')
  for (const typist of typists) await typist.kill()

  const devices = [
    await openNodeDevice(scope, { url, folder }),
    await openNodeDevice(scope, { url, folder: copy })
  ]
  for (const { space } of devices)
    await until(space.status, ({ kind }) => kind === 'up-to-date', 'up to date')
  const [first, second] = await Promise.all(devices.map((device) => device.read('n/1')))
  expect(second).toBe(first)
  expect(first).toContain('<before the copy>')
  for (const { name, saved } of typists) {
    const found = tokensOf(name, first!)
    expect(found).toEqual(Array.from(found, (_, index) => index))
    expect(found.length).toBeGreaterThan(saved)
  }
  expect(devices[0]!.device.id).not.toBe(devices[1]!.device.id)
  for (const { space } of devices) {
    expect(
      space.devices
        .get()
        .map(({ name }) => name)
        .sort()
    ).toEqual(['Laptop', 'Laptop (copy)'])
  }
})

it('E3 a store that was put back to an older state loses nothing it had not yet, and nothing new', async () => {
  const data = await makeFolder(scope, 'relay')
  const folder = join(await makeFolder(scope, 'device'), 'store')
  const copy = join(await makeFolder(scope, 'copy'), 'store')
  const { url } = await startRelay(scope, { data })
  const device = await openNodeDevice(scope, { url, name: 'Laptop', folder })
  await device.write('n/1', '<early>')
  await device.settled()
  await device.close()
  await putBack(folder, copy)
  const later = await openNodeDevice(scope, { url, folder })
  await later.write('n/1', '<late>')
  await later.settled()
  await later.close()
  await putBack(copy, folder)

  // Without a relay it writes on from the older state; what it calls its next batch is taken already.
  const rewound = await openNodeDevice(scope, { folder })
  await rewound.device.disconnect()
  await rewound.write('n/1', '<after the rewind>')
  await rewound.device.connect({ url })
  await rewound.settled()
  const fresh = await openNodeDevice(scope, { url, name: 'Fresh' })
  await until(fresh.space.status, ({ kind }) => kind === 'up-to-date', 'up to date')
  const text = await fresh.read('n/1')
  expect([...text.matchAll(/<[^>]+>/g)].map(([token]) => token).sort()).toEqual([
    '<after the rewind>',
    '<early>',
    '<late>'
  ])
  expect(await rewound.read('n/1')).toBe(text)
})
