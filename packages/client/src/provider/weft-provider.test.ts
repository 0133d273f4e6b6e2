// The front door without a relay: what a Y.Doc holds is kept, what is written is saved, and the status is true.

import { createFakeClock, createSeededRandom } from '@weft/base/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Transport } from '../session/transport.js'
import { createMemoryStores } from '../store/memory-store.js'
import { type Store, StoreError, type StoreProvider } from '../store/port.js'
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
  const provider = new WeftProvider({ ...fixed, stores, doc, random, ...other })
  providers.push(provider)
  return provider
}

const textOf = (doc: Y.Doc): string => doc.getText('text').toString()
const write = (doc: Y.Doc, text: string): void => doc.getText('text').insert(doc.getText('text').length, text)

/** What a later run of the page finds. */
async function readBack(stores: StoreProvider): Promise<string> {
  const doc = new Y.Doc()
  const provider = open(stores, doc)
  await provider.whenLoaded
  await provider.destroy()
  return textOf(doc)
}

describe('the front door', () => {
  it('F12 keeps the Y.Doc that it is given: filled from the store, followed, and left alone', async () => {
    const stores = createMemoryStores()
    const doc = new Y.Doc()
    const provider = open(stores, doc)
    expect(provider.status.get()).toEqual({ kind: 'loading', status: 'disconnected' })
    await provider.whenLoaded
    write(doc, 'hello')
    expect(provider.status.get()).toMatchObject({ kind: 'saved', waiting: 0 })
    await provider.whenSaved()
    await vi.waitFor(() =>
      expect(provider.status.get()).toMatchObject({ kind: 'saved', waiting: 1, for: 'pairing' })
    )
    await provider.destroy()
    expect(doc.isDestroyed).toBe(false)
    expect(provider.status.get().kind).toBe('destroyed')
    expect(await readBack(stores)).toBe('hello')
  })

  it('F12 keeps what is written before the store has been read', async () => {
    const stores = createMemoryStores()
    const first = new Y.Doc()
    write(first, 'stored ')
    await open(stores, first).destroy()
    const doc = new Y.Doc()
    const provider = open(stores, doc)
    write(doc, 'early')
    await provider.destroy()
    expect(textOf(doc)).toContain('stored ')
    expect(textOf(doc)).toContain('early')
    expect(await readBack(stores)).toBe(textOf(doc))
  })

  it('F12 loses nothing when it is destroyed at any point', async () => {
    for (let turns = 0; turns < 25; turns++) {
      const stores = createMemoryStores()
      const doc = new Y.Doc()
      const provider = open(stores, doc)
      write(doc, 'a')
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      write(doc, 'b')
      await provider.destroy()
      expect(await readBack(stores), `destroyed after ${turns} turns`).toBe('ab')
    }
  })

  it('F12 saves what a doc brings from elsewhere, once, and what another provider applies to it later', async () => {
    const stores = createMemoryStores()
    const elsewhere = new Y.Doc()
    write(elsewhere, 'old')
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(elsewhere))
    await open(stores, doc).destroy()
    const again = new Y.Doc()
    Y.applyUpdate(again, Y.encodeStateAsUpdate(elsewhere))
    const provider = open(stores, again)
    await provider.whenLoaded
    expect(provider.status.get()).toMatchObject({ kind: 'saved', waiting: 1 })
    write(elsewhere, ' and new')
    Y.applyUpdate(again, Y.encodeStateAsUpdate(elsewhere), 'another provider')
    await provider.destroy()
    expect(await readBack(stores)).toBe('old and new')
  })

  it('E6 draws a fresh client id for every front door, and presence has the same', async () => {
    const doc = new Y.Doc()
    doc.clientID = 7
    const awareness = new Awareness(doc)
    awareness.setLocalState({ name: 'Ada' })
    const provider = open(createMemoryStores(), doc, { awareness })
    expect(doc.clientID).not.toBe(7)
    expect(awareness.clientID).toBe(doc.clientID)
    expect([...awareness.getStates()]).toEqual([[doc.clientID, { name: 'Ada' }]])
    await provider.destroy()
    awareness.destroy()
  })

  it('E6 refuses by name a doc whose client id was used for something else, and touches neither', async () => {
    const stores = createMemoryStores()
    const one = new Y.Doc()
    one.clientID = 7
    write(one, 'one thing')
    await open(stores, one).destroy()
    const other = new Y.Doc()
    other.clientID = 7
    write(other, 'something else')
    const provider = open(stores, other)
    await expect(provider.whenLoaded).rejects.toMatchObject({ code: 'client-id-forked' })
    expect(provider.status.get()).toMatchObject({ kind: 'failed', why: 'client-id-forked' })
    await expect(provider.destroy()).rejects.toMatchObject({ code: 'client-id-forked' })
    expect(textOf(other)).toBe('something else')
    expect(await readBack(stores)).toBe('one thing')
  })

  it('F12 has two Y.Docs of one document in a page see each other', async () => {
    const stores = createMemoryStores()
    const [left, right] = [new Y.Doc(), new Y.Doc()]
    const [a, b] = [open(stores, left), open(stores, right)]
    await Promise.all([a.whenLoaded, b.whenLoaded])
    write(left, 'both')
    await vi.waitFor(() => expect(textOf(right)).toBe('both'))
    write(right, ' ways')
    await vi.waitFor(() => expect(textOf(left)).toBe('both ways'))
    a.awareness.setLocalState({ name: 'left' })
    await vi.waitFor(() => expect([...b.awareness.getStates().values()]).toContainEqual({ name: 'left' }))
  })

  it('F12 names what it takes when it is given something else', () => {
    const make = WeftProvider as unknown as new (...given: unknown[]) => WeftProvider
    const stores = createMemoryStores()
    const whole = { stores, url: 'ws://127.0.0.1:1', space: 'demo', document: 'readme', connect: false }
    for (const [given, code] of [
      [[], 'options-invalid'],
      [['ws://127.0.0.1', 'room', new Y.Doc()], 'options-invalid'],
      [[{ ...whole, stores: undefined, doc: new Y.Doc() }], 'options-invalid'],
      [[whole], 'doc-invalid'],
      [[{ ...whole, doc: new Y.Doc(), space: undefined }], 'options-invalid'],
      [[{ ...whole, doc: new Y.Doc(), document: undefined }], 'options-invalid'],
      [[{ ...whole, doc: new Y.Doc(), url: undefined }], 'options-invalid']
    ] as const) {
      expect(() => new make(...given), JSON.stringify(given)).toThrow(expect.objectContaining({ code }))
    }
  })

  it('S11 says not saved while the store cannot be opened, and saves all when it can', async () => {
    const stores = createMemoryStores()
    let isBlocked = true
    const blocked: StoreProvider = {
      open: async (name) => {
        if (isBlocked) throw new StoreError('storage-blocked', 'another tab')
        return stores.open(name)
      }
    }
    const clock = createFakeClock()
    const doc = new Y.Doc()
    const provider = open(blocked, doc, { clock })
    await vi.waitFor(() =>
      expect(provider.status.get()).toMatchObject({ kind: 'failed', why: 'storage-blocked' })
    )
    write(doc, 'typed')
    expect(provider.status.get()).toMatchObject({ kind: 'not-saved', why: 'storage-blocked', edits: 1 })
    isBlocked = false
    clock.advance(2_000)
    await provider.whenLoaded
    await provider.destroy()
    expect(await readBack(stores)).toBe('typed')
  })

  it('F12 says when its end could not save, and goes on trying', async () => {
    const stores = createMemoryStores()
    let isFull = false
    const filling: StoreProvider = {
      open: async (name) => {
        const store = await stores.open(name)
        const write: Store['write'] = (tables, body) =>
          isFull ? Promise.reject(new StoreError('storage-full', 'no room')) : store.write(tables, body)
        return { ...store, write }
      }
    }
    const clock = createFakeClock()
    const doc = new Y.Doc()
    const provider = open(filling, doc, { clock })
    await provider.whenLoaded
    isFull = true
    write(doc, 'late')
    await expect(provider.destroy()).rejects.toMatchObject({ code: 'storage-full' })
    expect(provider.status.get().kind).not.toBe('destroyed')
    isFull = false
    await vi.waitFor(() => {
      clock.advance(2_000)
      expect(provider.status.get().kind).toBe('destroyed')
    })
    expect(await readBack(stores)).toBe('late')
  })

  it('F12 saves what waited in the doc for content that the store brings', async () => {
    const stores = createMemoryStores()
    const elsewhere = new Y.Doc()
    write(elsewhere, 'first')
    const first = Y.encodeStateAsUpdate(elsewhere)
    const before = Y.encodeStateVector(elsewhere)
    write(elsewhere, ' second')
    const second = Y.encodeStateAsUpdate(elsewhere, before)
    const initial = new Y.Doc()
    Y.applyUpdate(initial, first)
    await open(stores, initial).destroy()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, second)
    expect(textOf(doc)).toBe('')
    await open(stores, doc).destroy()
    expect(textOf(doc)).toBe('first second')
    expect(await readBack(stores)).toBe('first second')
  })

  it('C1 shares one device and one connection among the documents of a page', async () => {
    const stores = createMemoryStores()
    let connections = 0
    const transport: Transport = {
      connect: () => {
        connections += 1
        return { send: () => undefined, bufferedBytes: () => 0, close: () => undefined }
      }
    }
    const online = { connect: true, transport, url: 'http://127.0.0.1:7420' }
    const [left, right] = [new Y.Doc(), new Y.Doc()]
    const a = open(stores, left, online)
    const b = open(stores, right, { ...online, url: 'ws://127.0.0.1:7420', document: 'other' })
    const c = open(stores, new Y.Doc(), { ...online, space: 'another' })
    await Promise.all([a.whenLoaded, b.whenLoaded, c.whenLoaded])
    await vi.waitFor(() => expect(connections).toBe(1))
    expect(() => open(stores, new Y.Doc(), { ...online, url: 'ws://127.0.0.1:7421' })).toThrow(
      expect.objectContaining({ code: 'relay-differs' })
    )
    await a.destroy()
    write(right, 'still open')
    await Promise.all([b.destroy(), c.destroy()])
    expect(connections).toBe(1)
    const elsewhere = open(stores, new Y.Doc(), { ...online, url: 'ws://127.0.0.1:7421' })
    await elsewhere.whenLoaded
  })

  it('F12 throws by name what cannot be meant', () => {
    const stores = createMemoryStores()
    const doc = new Y.Doc()
    expect(() => open(stores, doc, { url: 'nonsense' })).toThrow(
      expect.objectContaining({ code: 'relay-address-invalid' })
    )
    expect(() => open(stores, doc, { space: 'a/b' })).toThrow(expect.objectContaining({ code: 'id-invalid' }))
    expect(() => open(stores, doc, { document: 'a//b' })).toThrow(
      expect.objectContaining({ code: 'id-invalid' })
    )
    expect(() => open(stores, {} as Y.Doc)).toThrow(expect.objectContaining({ code: 'doc-invalid' }))
    const platform = globalThis.WebSocket
    Reflect.deleteProperty(globalThis, 'WebSocket')
    try {
      expect(() => open(stores, doc, { connect: true })).toThrow(
        expect.objectContaining({ code: 'transport-missing' })
      )
    } finally {
      if (platform) globalThis.WebSocket = platform
    }
  })
})
