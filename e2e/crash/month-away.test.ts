// A device that was away for a month, below the horizon: caught up by documents, at the cost of what changed.

import { createScope, type Scope } from '@weft/base'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openBadNetwork } from '../lib/bad-network.js'
import { makeFolder } from '../lib/folders.js'
import { openNodeDevice, spaceName } from '../lib/node-device.js'
import { openTimeRelay } from '../lib/relay-in-process.js'
import { importNotes, madeNotes } from '../lib/seed.js'
import { until } from '../lib/until.js'

let scope: Scope

beforeEach(() => {
  scope = createScope()
})

afterEach(() => scope.close())

it('L11 a device away for a month gets what changed as documents, and gives what it wrote meanwhile', async () => {
  const relay = await openTimeRelay(scope, { data: await makeFolder(scope, 'relay'), retainDays: 30 })
  const network = await openBadNetwork(scope, relay.port)
  const script = await openNodeDevice(scope, { url: relay.url, name: 'Script', clock: relay.clock })
  await importNotes(script, madeNotes(1_000))
  await script.settled()
  const folder = await makeFolder(scope, 'device')
  const away = await openNodeDevice(scope, { url: network.url, name: 'Away', folder, clock: relay.clock })
  await away.settled()
  const wholeBytes = network.bytes.down
  await away.close()

  for (let note = 0; note < 20; note++) await script.write(`n/made-0000${note % 10}`, `missed ${note}\n`)
  await script.settled()
  const missed = await relay.head(spaceName)
  relay.passDays(31)
  await script.write('n/made-00500', 'after a month\n')
  await relay.untilHorizon(spaceName, missed)
  const offline = await openNodeDevice(scope, { folder, clock: relay.clock })
  await offline.device.disconnect()
  await offline.write('n/made-00003', 'written on the journey\n')
  await offline.close()

  const downBefore = network.bytes.down
  const back = await openNodeDevice(scope, { url: network.url, folder, clock: relay.clock })
  await until(back.space.status, ({ kind }) => kind === 'up-to-date', 'up to date')
  const cameBytes = network.bytes.down - downBefore
  const facts = (await back.space.journal()).map(({ what }) => what)
  // The eleven notes that changed, and not the thousand that are there.
  expect(facts).toContainEqual({ kind: 'caught-up', documents: 11 })
  expect(cameBytes).toBeLessThan(wholeBytes / 20)
  await script.settled()
  for (const id of ['n/made-00003', 'n/made-00500', 'n/made-00999']) {
    expect(await back.read(id)).toBe(await script.read(id))
  }
  expect(await script.read('n/made-00003')).toMatch(/missed 3\n.*missed 13\n/s)
  expect(await script.read('n/made-00003')).toContain('written on the journey')
})
