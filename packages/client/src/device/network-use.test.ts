// A device that may use unmetered networks only: the setting, the network of the moment, and who says otherwise (S9).

import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import type { Metered, Network } from '../network/port.js'
import type { Transport } from '../session/transport.js'
import { createMemoryStores } from '../store/memory-store.js'
import { createTabGroup } from '../testing/tab-group.js'
import { openDevice } from './open-device.js'

interface FakeNetwork extends Network {
  become(metered: Metered): void
}

function createFakeNetwork(first: Metered): FakeNetwork {
  let now = first
  const listeners = new Set<() => void>()
  return {
    metered: () => now,
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    become: (metered) => {
      now = metered
      for (const listener of [...listeners]) listener()
    }
  }
}

/** Counts what is tried and what is open; nobody ever answers. */
function createDeafTransport(): Transport & { tries: number; open: number } {
  const close = (): void => {
    transport.open -= 1
  }
  const transport = {
    tries: 0,
    open: 0,
    connect: () => {
      transport.tries += 1
      transport.open += 1
      return { send: () => {}, bufferedBytes: () => 0, close }
    }
  }
  return transport
}

const relay = { url: 'http://relay.test' }

/** Tabs of one browser on one network. */
function createBrowser(metered: Metered) {
  const network = createFakeNetwork(metered)
  const transport = createDeafTransport()
  const stores = createMemoryStores()
  const group = createTabGroup()
  const clock = createFakeClock(1_000)
  const random = createSeededRandom(1)
  return {
    network,
    transport,
    openTab: () =>
      openDevice({ stores, tabs: group.open().tabs, transport, network, clock, random, name: 'Phone' })
  }
}

/** Lets messages between tabs and the memory store come through. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('networks a device may use', () => {
  it('S9 keeps the setting, holds on a metered network, counts what waits, and connects by itself later', async () => {
    const { network, transport, openTab } = createBrowser('metered')
    const before = await openTab()
    expect(before.networks.get()).toBe('any')
    await before.allowNetworks('unmetered')
    await before.close()

    const device = await openTab()
    expect(device.networks.get()).toBe('unmetered')
    await device.connect(relay)
    await settle()
    expect(device.link.get()).toMatchObject({ kind: 'held', why: 'metered' })
    const space = await device.openSpace('notes')
    const note = await space.openDocument('n/1')
    note.ydoc.getText('text').insert(0, 'hello')
    await space.flush()
    const counts = { waiting: 1, unsaved: 0 }
    expect(space.status.get()).toMatchObject({ kind: 'waiting', for: 'wifi', since: 1_000, counts })
    expect((await space.journal()).map(({ what }) => what)).toContainEqual({ kind: 'held', why: 'metered' })
    expect(transport.tries).toBe(0)

    network.become('unmetered')
    expect(transport.tries).toBe(1)
    expect(device.link.get().kind).toBe('connecting')
    network.become('metered')
    expect(transport.open).toBe(0)
    expect(device.metered.get()).toBe('metered')
    await device.close()
  })

  it('S9 is one setting for all tabs, and any tab lets it through', async () => {
    const { network, transport, openTab } = createBrowser('metered')
    const leader = await openTab()
    const other = await openTab()
    await leader.connect(relay)
    await settle()
    expect(transport.open).toBe(1)

    await other.allowNetworks('unmetered')
    await settle()
    expect(leader.networks.get()).toBe('unmetered')
    expect(transport.open).toBe(0)
    expect(other.link.get().kind).toBe('held')
    other.retry()
    await settle()
    expect(transport.open).toBe(1)
    expect(other.link.get().kind).toBe('connecting')
    network.become('unmetered')
    network.become('metered')
    expect(transport.open).toBe(0)

    await leader.allowNetworks('any')
    await settle()
    expect(other.networks.get()).toBe('any')
    expect(transport.open).toBe(1)
    await other.close()
    await leader.close()
  })

  it('S9 uses a network of which the platform tells nothing', async () => {
    const { transport, openTab } = createBrowser('unknown')
    const device = await openTab()
    await device.allowNetworks('unmetered')
    await device.connect(relay)
    await settle()
    expect(transport.open).toBe(1)
    await device.close()
  })
})
