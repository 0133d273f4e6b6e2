// Work that depends on no machine's speed: counted, for inputs that are the same each time.
//
// A change of these numbers is a change of what Weft costs. One that is meant is written down here.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CountedWork } from './calm-world.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

type Counted = Readonly<Record<'typing' | 'comingBack' | 'firstSync', CountedWork>>
let counted: Counted

beforeAll(async () => {
  // A world takes the clock and chance of its process away.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(root, 'scripts', 'sim.mjs'), '--work'],
    {
      cwd: root
    }
  )
  // It may have said before that it builds something.
  counted = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
})

describe('a minute of typing, 300 keystrokes, in a note that two other devices have open', () => {
  it('M3 is a push, a receipt, a sync of the relay’s disk and a frame for each reader, a keystroke', () => {
    const { relay, devices } = counted.typing
    const [writer, ...readers] = devices
    expect(relay).toEqual({ syncs: 300, framesEncoded: 600, logReads: 0, documentsMerged: 0 })
    expect(writer?.sent).toMatchObject({ push: 300, cursor: 300 })
    expect(writer?.received).toMatchObject({ receipt: 300, entries: 300 })
    for (const reader of readers) {
      expect(reader.sent).toMatchObject({ cursor: 300 })
      expect(reader.received).toMatchObject({ entries: 300 })
    }
  })

  it('M3 tells how far the devices are about once a second', () => {
    for (const { received } of counted.typing.devices) {
      expect(received.devices).toBeGreaterThan(55)
      expect(received.devices).toBeLessThan(70)
    }
  })

  it('M3 is at most 110 bytes a keystroke from who writes, and 185 to who reads', () => {
    const [writer, reader] = counted.typing.devices
    expect((writer?.bytesSent ?? 0) / 300).toBeLessThanOrEqual(110)
    expect((reader?.bytesReceived ?? 0) / 300).toBeLessThanOrEqual(185)
  })

  it('M3 is a transaction of the store to save, one to cut a batch, one each for the entry and the receipt', () => {
    const [writer, ...readers] = counted.typing.devices
    // The others are of the sync log, about one a second.
    expect((writer?.storeWrites ?? 0) / 300).toBeLessThan(5.4)
    for (const { storeWrites } of readers) expect(storeWrites / 300).toBeLessThan(1.4)
  })
})

describe('a device that comes back to 500 notes, 100 of which were changed', () => {
  it('M3 gets them in one frame, which the relay read at once and the device stores at once', () => {
    const { relay, devices } = counted.comingBack
    const [, back] = devices
    expect(relay).toEqual({ syncs: 1, framesEncoded: 1, logReads: 1, documentsMerged: 0 })
    expect(back?.sent).toEqual({ hello: 1, credit: 1, cursor: 2, ping: 2 })
    expect(back?.received).toEqual({ welcome: 1, entries: 1, devices: 2, pong: 2 })
    expect(back?.storeWrites).toBe(4)
  })

  it('P10 gets less than 103 bytes for each line of 60 letters, all else included', () => {
    expect((counted.comingBack.devices[1]?.bytesReceived ?? 0) / 100).toBeLessThan(103)
  })
})

describe('a device that has nothing and comes to 500 notes of 4 KB', () => {
  it('M3 stores them in few transactions, and gets little more than they are', () => {
    const { relay, devices } = counted.firstSync
    const [, fresh] = devices
    expect(relay).toEqual({ syncs: 1, framesEncoded: 15, logReads: 8, documentsMerged: 0 })
    expect(fresh?.received).toMatchObject({ snapshots: 15 })
    expect(fresh?.sent).toMatchObject({ cursor: 2, credit: 2 })
    expect(fresh?.storeWrites).toBeLessThan(15)
    expect((fresh?.bytesReceived ?? 0) / (500 * 4_000)).toBeLessThan(1.02)
  })
})
