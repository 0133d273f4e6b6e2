// Advisories about content, rights and storage, against a relay on a real socket.

import { systemRandom } from '@weft/base'
import { createMemoryLog, type Log, LogError } from '@weft/relay/log'
import { inspectUpdate } from '@weft/yjs-guard'
import { collected, item, numbers, text, writeUpdate } from '@weft/yjs-guard/testing'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { countBombs } from '../grammar/updates.js'
import {
  deniedOf,
  headOf,
  named,
  openPinnedRelay,
  openSocket,
  type PinnedRelay,
  syncMessage,
  untilTrue
} from './pinned-relay.js'

let pinned: PinnedRelay
afterEach(() => pinned.close())

const honest = (): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'honest')
  return Y.encodeStateAsUpdate(doc)
}

/** Structs that wait for each other, or for themselves. */
const circles: readonly Uint8Array[] = [
  writeUpdate([{ client: 5, clock: 0, structs: [text('a', { origin: [5, 0] })] }]),
  writeUpdate([
    { client: 9, clock: 0, structs: [text('a', { origin: [5, 0] })] },
    { client: 5, clock: 0, structs: [text('b', { origin: [9, 0] })] }
  ]),
  writeUpdate([{ client: 5, clock: 2 ** 31, structs: [text('a')] }])
]

/** What other implementations read beyond their bounds, or panic on. */
const cut: readonly Uint8Array[] = [
  writeUpdate([{ client: 5, clock: 0, structs: [item(4, numbers(2 ** 31))] }]),
  writeUpdate([{ client: 5, clock: 0, structs: [item(8, numbers(2 ** 32 - 1))] }]),
  writeUpdate([{ client: 2 ** 53 - 1, clock: 0, structs: [collected(1)] }]),
  Uint8Array.of(1, 1, 5, 0, 4, 1, 1, 120, 3, 0xed, 0xa0, 0x80, 0)
]

describe('an update', () => {
  it.each([
    ['yjs#687', countBombs],
    ['yjs#479, yjs#516', circles],
    ['y-crdt#450, origofs#144', cut]
  ] as const)('G3 %s: is refused by name at every endpoint, and honest ones go on', async (_, updates) => {
    pinned = await openPinnedRelay()
    const yjs = await openSocket(`${pinned.url}/yjs/notes/readme`)
    const hocuspocus = await openSocket(`${pinned.url}/hocuspocus/notes`)
    hocuspocus.socket.send(named('readme', 2, 0, 0))
    for (const update of updates) {
      yjs.socket.send(syncMessage(2, update))
      yjs.socket.send(syncMessage(1, update))
      hocuspocus.socket.send(Buffer.concat([named('readme'), syncMessage(2, update)]))
    }
    yjs.socket.send(syncMessage(2, honest()))
    await untilTrue(async () => (await headOf(pinned.log)) === 1)
    // One that changes nothing is no fault, and one that skips clocks asks for more.
    const unsound = updates.filter((update) => {
      const shape = inspectUpdate(update)
      return !shape.ok && shape.refusal.code !== 'update-empty'
    })
    await untilTrue(() => deniedOf(yjs.heard).length >= unsound.length)
    for (const reason of deniedOf(yjs.heard)) expect(reason).toMatch(/^(update|client-id)-[a-z0-9-]+$/)
    expect(await headOf(pinned.log)).toBe(1)
    await pinned.stillServes()
  })
})

describe('a client that may only read', () => {
  it('F3 CVE-2026-44564: writes nothing by messages of any type', async () => {
    pinned = await openPinnedRelay({ secret: 'to write', readSecret: 'to read' })
    const yjs = await openSocket(`${pinned.url}/yjs/notes/readme?token=to%20read`)
    const hocuspocus = await openSocket(`${pinned.url}/hocuspocus/notes`)
    hocuspocus.socket.send(Buffer.concat([named('readme', 2, 0, 7), Buffer.from('to read')]))
    const sync = syncMessage(2, honest()).subarray(1)
    for (let type = 0; type < 128; type++) {
      for (const step of [0, 1, 2, 3]) {
        const message = Buffer.concat([Uint8Array.of(type, step), sync.subarray(1)])
        yjs.socket.send(message)
        hocuspocus.socket.send(Buffer.concat([named('readme'), message]))
      }
    }
    await untilTrue(() => deniedOf(yjs.heard).length > 100)
    expect(deniedOf(yjs.heard)).toContain('role-forbids')
    expect(await headOf(pinned.log)).toBe(0)
  })

  it('A3 GHSA-qfmh-fph3-mw8q, Etherpad PR 4287: shows the secret itself, at every endpoint, and no claim to it', async () => {
    pinned = await openPinnedRelay({ secret: 'right' })
    const claims = ['', 'Right', 'right ', 'righ', 'true', '{"admin":true}', 'right,wrong']
    for (const token of claims) {
      const { closed } = await openSocket(`${pinned.url}/yjs/notes/readme?token=${encodeURIComponent(token)}`)
      expect((await closed).code, token).toBe(4401)
    }
    const twice = await openSocket(`${pinned.url}/yjs/notes/readme?token=wrong&token=right&admin=1`)
    expect((await twice.closed).code).toBe(4401)
    const hocuspocus = await openSocket(`${pinned.url}/hocuspocus/notes`)
    hocuspocus.socket.send(Buffer.concat([named('readme', 2, 0, 5), Buffer.from('Right')]))
    hocuspocus.socket.send(Buffer.concat([named('readme'), syncMessage(2, honest())]))
    await untilTrue(() => hocuspocus.heard.length > 0)
    expect(await headOf(pinned.log)).toBe(0)
    await pinned.stillServes()
  })
})

describe('a log that fails', () => {
  it('D4 Hocuspocus#382, #766, #995: is never an empty document, and no write is taken over it', async () => {
    let isFailing = false
    const log = createMemoryLog({ random: systemRandom })
    const failing: Log = {
      ...log,
      readDocument: async (space, document) => {
        if (isFailing) throw new LogError('log-unavailable', 'the disk does not answer')
        return log.readDocument(space, document)
      }
    }
    pinned = await openPinnedRelay({ log: failing })
    const before = await openSocket(`${pinned.url}/yjs/notes/readme`)
    before.socket.send(syncMessage(2, honest()))
    await untilTrue(async () => (await headOf(log)) === 1)
    before.socket.terminate()
    isFailing = true
    const during = await openSocket(`${pinned.url}/yjs/notes/other`)
    during.socket.send(syncMessage(0, Uint8Array.of(0)))
    expect((await during.closed).code).toBe(4503)
    expect(
      during.heard.filter(([type, step]) => type === 0 && step === 1),
      'no step 2'
    ).toEqual([])
    isFailing = false
    const after = await openSocket(`${pinned.url}/yjs/notes/readme`)
    after.socket.send(syncMessage(0, Uint8Array.of(0)))
    await untilTrue(() => after.heard.some(([type, step]) => type === 0 && step === 1))
    expect(await headOf(log)).toBe(1)
  })

  it('F2 Outline#3400: documents that are edited at once are each stored', async () => {
    pinned = await openPinnedRelay()
    const names = Array.from({ length: 20 }, (_, at) => `d${at}`)
    const sockets = await Promise.all(names.map((name) => openSocket(`${pinned.url}/yjs/notes/${name}`)))
    for (const { socket } of sockets) socket.send(syncMessage(2, honest()))
    await untilTrue(async () => (await headOf(pinned.log)) === names.length)
    for (const name of names) expect((await pinned.log.readDocument('notes', name))?.entries).toHaveLength(1)
  })
})
