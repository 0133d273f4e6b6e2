// A device that was away for a month: what it missed was folded away meanwhile, and it catches up all the same.

import { expect } from '@playwright/test'
import { spaceName } from '../lib/node-device.js'
import { openTimeRelay } from '../lib/relay-in-process.js'
import { importNotes, madeNotes } from '../lib/seed.js'
import { appFolder, test } from '../lib/world.js'

test('L11 a browser away for a month, below the horizon, catches up by documents and keeps what it wrote', {
  tag: '@firefox'
}, async ({ world }) => {
  const relay = await openTimeRelay(world.scope, {
    ...{ data: await world.folder('relay'), app: appFolder, retainDays: 30 }
  })
  const network = await world.network(relay)
  const script = await world.node({ url: relay.url, name: 'Script', clock: relay.clock })
  await importNotes(script, madeNotes(500))
  await script.settled()
  const folder = await world.folder('profile')
  const before = await world.browser(network.url, { folder, path: '/n/made-00007' })
  await expect.poll(before.notes.text).toContain('Line 7 of note 00007')
  await expect(before.notes.chip).toContainText('On both devices', { timeout: 20_000 })
  await before.notes.loaded()
  network.refuse()
  await expect(before.notes.chip).toContainText('cannot reach relay')
  await before.notes.type('written on the journey')
  await expect(before.notes.chip).toContainText('Saved here')
  const sheet = await before.notes.openSheet()
  await expect(sheet.getByText('Saved on this device', { exact: true })).toBeVisible()
  await before.close()

  // Ten notes change while it is away, one of them its own; then the month passes, and history goes.
  for (let note = 0; note < 10; note++) {
    for (let edit = 0; edit < 5; edit++) await script.write(`n/made-0000${note}`, `missed ${edit}\n`)
  }
  await script.write('n/new', '# Begun meanwhile\n')
  await script.settled()
  const missed = await relay.head(spaceName)
  relay.passDays(31)
  await script.write('n/made-00011', 'after a month\n')
  await relay.untilHorizon(spaceName, missed)

  const downBefore = network.bytes.down
  network.allow()
  const { notes } = await world.browser(network.url, { folder, path: '/n/made-00007' })
  await expect(notes.chip).toContainText('On both devices', { timeout: 30_000 })
  await expect.poll(notes.text).toMatch(/missed 4/)
  await expect.poll(notes.text).toContain('written on the journey')
  await notes.go('/n/new')
  await expect.poll(notes.text).toContain('Begun meanwhile')
  await script.settled()
  expect(await script.read('n/made-00007')).toContain('written on the journey')
  // What changed, and not the five hundred notes again (they are some 300 KB).
  expect(network.bytes.down - downBefore).toBeLessThan(60_000)
})
