// What a device says while it takes in what others write: counted frames, since each is a relay's work too.

import { createFakeClock, createSeededRandom, type FakeClock } from '@weft/base/testing'
import {
  advanceMark,
  defaultLimits,
  type Entry,
  encodeFrame,
  entryKind,
  type Frame,
  type Mark,
  parseFrame,
  startMark
} from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openDevice } from '../device/open-device.js'
import type { Network } from '../network/port.js'
import { createMemoryStores } from '../store/memory-store.js'
import { storeTables } from '../store/port.js'
import { createTabGroup } from '../testing/tab-group.js'
import type { TransportEvents } from './transport.js'

const zero = new Uint8Array(32)
const network: Network = { metered: () => 'unknown', onChange: () => () => undefined }

/** A relay that welcomes, and then sends entries as it is told to. */
function createScript() {
  const heard: Frame[] = []
  let events: TransportEvents | undefined
  let mark: Mark = startMark
  const say = (frame: Frame): void => events?.received(encodeFrame(frame))
  const transport = {
    connect: (_url: string, given: TransportEvents) => {
      events = given
      setImmediate(given.opened)
      return {
        send: (bytes: Uint8Array) => {
          const frame = parseFrame(bytes)
          if (!frame.ok) throw new Error(frame.error.message)
          if (frame.value.type !== 'hello') return void heard.push(frame.value)
          say({
            ...{ type: 'welcome', version: 1, session: 's', limits: defaultLimits, serverTime: 1 },
            spaces: frame.value.spaces.map(({ space }) => ({
              ...{ space, standing: 'ok' as const, epoch: 'e1', head: mark, horizon: 0, role: 'editor' },
              held: { batch: 0, chain: zero, position: 0 }
            }))
          })
        },
        bufferedBytes: () => 0,
        close: () => {}
      }
    }
  }
  const ydoc = new Y.Doc()
  /** One entry in a frame of its own. */
  const write = async (text: string): Promise<void> => {
    const before = Y.encodeStateVector(ydoc)
    ydoc.getText('text').insert(0, text)
    const payload = Y.encodeStateAsUpdate(ydoc, before)
    const entry: Entry = {
      ...{ position: mark.position + 1, document: 'n/1', device: 'other', replica: 'other-1', batch: 1 },
      ...{ time: 1, kind: entryKind.update, edits: 1, payload, payloadHash: await sha256(payload) }
    }
    mark = advanceMark(mark, [entry])
    say({ type: 'entries', space: 'notes', entries: [entry], hash: mark.hash })
  }
  const count = (type: Frame['type']): number => heard.filter((frame) => frame.type === type).length
  return { transport, write, count, heard, head: () => mark.position }
}

const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)))

async function connect(script: ReturnType<typeof createScript>) {
  const clock: FakeClock = createFakeClock(1_000)
  const { tabs } = createTabGroup().open()
  const stores = createMemoryStores()
  const { transport } = script
  const random = createSeededRandom(1)
  const device = await openDevice({ stores, tabs, transport, network, clock, random, name: 'Phone' })
  const space = await device.openSpace('notes')
  await device.connect({ url: 'http://relay.test' })
  await expect.poll(() => script.count('credit')).toBe(1)
  const note = await space.openDocument('n/1')
  return { clock, stores, space, text: () => note.ydoc.getText('text').length }
}

describe('a device that others write to', () => {
  it('L9 says how far it has come at once, and then once for all that comes within 50 ms', async () => {
    const script = createScript()
    const { clock, text } = await connect(script)
    clock.advance(100)
    const before = script.count('cursor')
    await script.write('a')
    await expect.poll(() => script.count('cursor')).toBe(before + 1)
    for (let entry = 0; entry < 40; entry++) {
      await script.write('b')
      await expect.poll(text).toBe(entry + 2)
    }
    expect(script.count('cursor')).toBe(before + 1)
    clock.advance(50)
    await expect.poll(() => script.count('cursor')).toBe(before + 2)
    expect(script.heard.filter(({ type }) => type === 'cursor').at(-1)).toMatchObject({
      position: script.head()
    })
  })

  it('L9 says nothing of entries that are not on its disk any more when the 50 ms are over', async () => {
    const script = createScript()
    const { clock, stores, space, text } = await connect(script)
    clock.advance(100)
    await script.write('a')
    await expect.poll(() => script.count('cursor')).toBeGreaterThan(1)
    await script.write('b')
    await expect.poll(text).toBe(2)
    const before = script.heard.length
    const store = await stores.open('notes')
    await store.write(storeTables, async (tx) => {
      for (const table of storeTables) for (const { key } of await tx.list(table)) tx.delete(table, key)
    })
    clock.advance(50)
    const notes = async () =>
      (await space.journal()).map(({ what }) => ('code' in what ? what.code : what.kind))
    await expect.poll(notes).toContain('storage-evicted')
    const said = script.heard.slice(before).filter(({ type }) => type === 'cursor')
    expect(said.filter((cursor) => 'position' in cursor && cursor.position > 0)).toEqual([])
  })

  it('P8 gives credit back for a mebibyte at a time, and for all that it stored', async () => {
    const script = createScript()
    const { text } = await connect(script)
    for (let entry = 1; entry <= 30; entry++) {
      await script.write('x'.repeat(100_000))
      await expect.poll(text).toBe(entry * 100_000)
    }
    const given = script.heard.flatMap((frame) => (frame.type === 'credit' ? [frame.bytes] : []))
    expect(given).toHaveLength(3)
    // What it begins with, and two that are a mebibyte and what came with it.
    for (const bytes of given.slice(1)) {
      expect(bytes).toBeGreaterThanOrEqual(2 ** 20)
      expect(bytes).toBeLessThan(2 ** 20 + 110_000)
    }
  })
})
