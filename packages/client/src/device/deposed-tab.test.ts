// A tab that was frozen while it led, and runs again after another one took over.

import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { expect, it } from 'vitest'
import type { Transport, TransportEvents } from '../session/transport.js'
import { createMemoryStores } from '../store/memory-store.js'
import type { Tabs } from '../tabs/port.js'
import { createTabGroup } from '../testing/tab-group.js'
import { openDevice } from './open-device.js'

/** Lets messages between tabs and the memory store come through. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** A browser may bring what others posted before it says that the lock was taken. */
const learningLate = (tabs: Tabs): Tabs => ({
  ...tabs,
  campaign: (name, onElected, onDeposed) =>
    tabs.campaign(name, onElected, () => setImmediate(() => onDeposed?.()))
})

it('T4 a tab that led before it was frozen shows what the tab that leads now knows', async () => {
  const tries: TransportEvents[] = []
  const transport: Transport = {
    connect: (_url, events) => {
      tries.push(events)
      return { send: () => undefined, bufferedBytes: () => 0, close: () => undefined }
    }
  }
  const stores = createMemoryStores()
  const group = createTabGroup()
  const clock = createFakeClock(1_000)
  const random = createSeededRandom(1)
  const open = async () => {
    const tab = group.open()
    const device = await openDevice({
      stores,
      tabs: learningLate(tab.tabs),
      transport,
      clock,
      random,
      name: 'Laptop'
    })
    await device.openSpace('notes')
    return { tab, device }
  }
  const first = await open()
  await first.device.connect({ url: 'http://relay.test' })
  const second = await open()
  await settle()
  expect(first.device.link.get().kind).toBe('connecting')

  first.tab.freeze()
  await settle()
  expect(tries).toHaveLength(2)
  tries[1]?.closed(1006, '')
  await settle()
  const known = second.device.link.get()
  expect(known.kind).toBe('waiting')
  first.tab.resume()
  await settle()
  expect(first.device.link.get()).toEqual(known)
  await second.device.close()
  await first.device.close()
})
