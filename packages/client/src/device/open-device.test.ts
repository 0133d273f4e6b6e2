// A device alone: it works with no relay, and what it saved is there after a restart.

import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { describe, expect, it } from 'vitest'
import { createMemoryStores } from '../store/memory-store.js'
import { soleTab } from '../tabs/sole-tab.js'
import { DeviceError, type DeviceOptions } from './device.js'
import { openDevice } from './open-device.js'

const options = (stores = createMemoryStores()): DeviceOptions => ({
  stores,
  name: 'Laptop',
  tabs: soleTab(),
  clock: createFakeClock(),
  random: createSeededRandom(1)
})

describe('a device alone', () => {
  it('D2 keeps what was written without a relay across a restart', async () => {
    const stores = createMemoryStores()
    const device = await openDevice(options(stores))
    const space = await device.openSpace('notes')
    const note = await space.openDocument('n/1')
    note.ydoc.getText('text').insert(0, 'hello')
    await space.flush()
    expect(space.status.get()).toMatchObject({
      kind: 'waiting',
      for: 'pairing',
      counts: { waiting: 1, unsaved: 0 }
    })
    expect(space.documents.get().map(({ id }) => id)).toEqual(['n/1'])
    await device.close()

    const again = await openDevice({ ...options(stores), name: 'Another name' })
    expect(again.id).toBe(device.id)
    expect(again.name.get()).toBe('Laptop')
    const reopened = await (await again.openSpace('notes')).openDocument('n/1')
    expect(reopened.ydoc.getText('text').toString()).toBe('hello')
    expect(reopened.ydoc.clientID).not.toBe(note.ydoc.clientID)
    await again.close()
  })

  it('D2 gives the same document to two openers and lets it go with the last', async () => {
    const device = await openDevice(options())
    const space = await device.openSpace('notes')
    const first = await space.openDocument('n/1')
    const second = await space.openDocument('n/1')
    expect(second.ydoc).toBe(first.ydoc)
    await first.close()
    second.ydoc.getText('text').insert(0, 'still open')
    await second.close()
    const third = await space.openDocument('n/1')
    expect(third.ydoc).not.toBe(first.ydoc)
    expect(third.ydoc.getText('text').toString()).toBe('still open')
    await device.close()
  })

  it('P1 refuses ids outside the alphabet by name', async () => {
    const device = await openDevice(options())
    await expect(device.openSpace('a/b')).rejects.toMatchObject({ code: 'id-invalid' })
    const space = await device.openSpace('notes')
    await expect(space.openDocument('a//b')).rejects.toMatchObject({ code: 'id-invalid' })
    await expect(device.connect({ url: 'nonsense' })).rejects.toBeInstanceOf(DeviceError)
    await device.close()
    await expect(device.openSpace('notes')).rejects.toMatchObject({ code: 'device-closed' })
  })

  it('D2 says by name that it needs a transport to reach a relay, and works without', async () => {
    const platform = globalThis.WebSocket
    Reflect.deleteProperty(globalThis, 'WebSocket')
    try {
      const relay = { url: 'http://127.0.0.1:1' }
      await expect(openDevice({ ...options(), relay })).rejects.toMatchObject({ code: 'transport-missing' })
      const device = await openDevice(options())
      await expect(device.connect(relay)).rejects.toMatchObject({ code: 'transport-missing' })
      await device.close()
    } finally {
      if (platform) globalThis.WebSocket = platform
    }
  })

  it('D2 keeps summaries of documents that are not open', async () => {
    const clock = createFakeClock()
    const stores = createMemoryStores()
    const device = await openDevice({ ...options(stores), clock })
    const summary = {
      version: 1,
      of: (ydoc: import('yjs').Doc) => ydoc.getText('text').toString().slice(0, 5)
    }
    const space = await device.openSpace('notes', { summary })
    for (const id of ['n/1', 'n/2']) {
      const note = await space.openDocument(id)
      note.ydoc.getText('text').insert(0, `title ${id}`)
      await note.close()
    }
    await settle(() => space.documents.get().filter((item) => item.summary === 'title').length === 2, clock)
    expect(space.documents.get().map((item) => item.summary)).toEqual(['title', 'title'])
    await device.close()
  })
})

/** Runs timers and pending work until the condition holds; fails after many rounds. */
async function settle(condition: () => boolean, clock: { advance(ms: number): void }): Promise<void> {
  for (let round = 0; round < 200; round++) {
    if (condition()) return
    clock.advance(100)
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('it never settled')
}
