// Front doors that are made, connected and ended without waiting, as pages that are mounted twice do.

import { createSeededRandom } from '@weft/base/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { Transport } from '../session/transport.js'
import { createMemoryStores } from '../store/memory-store.js'
import type { StoreProvider } from '../store/port.js'
import { soleTab } from '../tabs/sole-tab.js'
import type { WeftProviderOptions } from './provider.js'
import { WeftProvider } from './weft-provider.js'

let seed = 0
const providers: WeftProvider[] = []

afterEach(async () => {
  for (const provider of providers.splice(0)) await provider.destroy().catch(() => undefined)
})

function open(stores: StoreProvider, doc: Y.Doc, other: Partial<WeftProviderOptions> = {}): WeftProvider {
  seed += 1
  const random = createSeededRandom(seed)
  const fixed = {
    url: 'ws://127.0.0.1:1',
    space: 'demo',
    document: 'readme',
    connect: false,
    tabs: soleTab()
  }
  const provider = new WeftProvider({ ...fixed, stores, doc, random, transport: silent, ...other })
  providers.push(provider)
  return provider
}

/** A relay that never answers. */
const silent: Transport = {
  connect: () => ({ send: () => undefined, bufferedBytes: () => 0, close: () => undefined })
}

const textOf = (doc: Y.Doc): string => doc.getText('text').toString()
const write = (doc: Y.Doc, text: string): void => doc.getText('text').insert(doc.getText('text').length, text)

async function expectToMeet(one: WeftProvider, other: WeftProvider, name: string): Promise<void> {
  one.awareness.setLocalState({ name })
  other.awareness.setLocalState({ name: `who meets ${name}` })
  await vi.waitFor(() => {
    expect([...other.awareness.getStates().values()]).toContainEqual({ name })
    expect([...one.awareness.getStates().values()]).toContainEqual({ name: `who meets ${name}` })
  })
}

describe('a front door that is made again', () => {
  it('F12 can be destroyed and made again over the same Y.Doc without waiting', async () => {
    const stores = createMemoryStores()
    const doc = new Y.Doc()
    const first = open(stores, doc)
    write(doc, 'a')
    const gone = first.destroy()
    const second = open(stores, doc)
    write(doc, 'b')
    await second.whenLoaded
    await gone
    write(doc, 'c')
    await second.destroy()
    const later = new Y.Doc()
    await open(stores, later).whenLoaded
    expect(textOf(later)).toBe('abc')
  })

  it('F12 R2 shows and hears presence when the one before was ended without waiting', async () => {
    const stores = createMemoryStores()
    const doc = new Y.Doc()
    void open(stores, doc).destroy()
    const again = open(stores, doc)
    const other = open(stores, new Y.Doc())
    await Promise.all([again.whenLoaded, other.whenLoaded])
    await expectToMeet(again, other, 'again')
  })

  it('F12 R2 shows and hears presence when the one before stays, and by that one when it goes', async () => {
    const stores = createMemoryStores()
    const doc = new Y.Doc()
    const [first, other] = [open(stores, doc), open(stores, new Y.Doc())]
    await Promise.all([first.whenLoaded, other.whenLoaded])
    const second = open(stores, doc)
    await second.whenLoaded
    await expectToMeet(second, other, 'second')
    await second.destroy()
    await expectToMeet(first, other, 'first')
    const names = [...other.awareness.getStates().values()].map(({ name }) => name)
    expect(names).not.toContain('second')
  })

  it('F12 connects and disconnects in the order of the calls, whoever waits for them', async () => {
    const rows: readonly (readonly ('connect' | 'disconnect')[])[] = [
      ['disconnect', 'connect'],
      ['connect', 'disconnect', 'connect'],
      ['connect', 'disconnect'],
      ['disconnect', 'connect', 'disconnect']
    ]
    for (const connect of [true, false]) {
      for (const isLoaded of [true, false]) {
        for (const calls of rows) {
          const provider = open(createMemoryStores(), new Y.Doc(), { connect })
          if (isLoaded) await provider.whenLoaded
          await Promise.all(calls.map((call) => provider[call]()))
          const { status } = provider.status.get()
          const title = `${calls.join(', ')}; connected at first: ${connect}, loaded: ${isLoaded}`
          expect(status, title).toBe(calls.at(-1) === 'connect' ? 'connecting' : 'disconnected')
        }
      }
    }
  })

  it('F12 refuses by name to connect once it is destroyed, and has nothing to disconnect', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    try {
      const provider = open(createMemoryStores(), new Y.Doc())
      const gone = provider.destroy()
      void provider.connect()
      await gone
      void provider.connect()
      await expect(provider.connect()).rejects.toMatchObject({ code: 'device-closed' })
      await provider.disconnect()
      // Node tells of rejections that nobody took after the turn in which they came.
      await new Promise((resolve) => setImmediate(resolve))
      expect(unhandled).not.toHaveBeenCalled()
    } finally {
      process.off('unhandledRejection', unhandled)
    }
  })
})
