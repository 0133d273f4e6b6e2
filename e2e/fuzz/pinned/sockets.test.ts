// Advisories about sockets, against a relay on a real one. What was published is named in each title.

import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import {
  closeCodeOf,
  frameOf,
  headOf,
  named,
  openByHand,
  openPinnedRelay,
  openSocket,
  type PinnedRelay,
  syncMessage
} from './pinned-relay.js'

const unhandled: unknown[] = []
const note = (error: unknown): number => unhandled.push(error)
let pinned: PinnedRelay

beforeEach(async () => {
  unhandled.length = 0
  process.on('unhandledRejection', note)
  pinned = await openPinnedRelay()
})
afterEach(async () => {
  await pinned.stillServes()
  await pinned.close()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

const endpoints = ['/v1/sync', '/yjs/notes/readme', '/hocuspocus/notes'] as const
const offer = 'Sec-WebSocket-Protocol: weft.1'
const opcode = { text: 0x81, binary: 0x82, first: 0x02, next: 0x00, invalid: 0x83, compressed: 0xc2 } as const

describe.each(endpoints)('a socket at %s', (path) => {
  it('P4 CVE-2024-37890: with two thousand headers before the upgrade ends alone', async () => {
    const many = Array.from({ length: 2_000 }, (_, at) => `x${at}: 1`)
    const { socket, head } = await openByHand(pinned.port, path, [...many, offer])
    expect(head).not.toContain('101')
    socket.destroy()
  })

  it('P4 CVE-2021-32640: with a subprotocol that is all blanks is answered like any other', async () => {
    const blanks = `Sec-WebSocket-Protocol: weft.1${' '.repeat(12_000)}x`
    const { socket, head } = await openByHand(pinned.port, path, [blanks])
    expect(head).toMatch(/^HTTP\/1\.1 \d{3}/)
    socket.destroy()
  })

  it('P4 CVE-2026-48779, ws#2331: with a message of tiny fragments is closed long before its bytes are many', async () => {
    const { socket, head } = await openByHand(pinned.port, path, [offer])
    expect(head).toContain('101')
    const closed = closeCodeOf(socket)
    socket.write(frameOf(opcode.first, Uint8Array.of(9)))
    for (let fragments = 0; fragments < 1_000; fragments++)
      socket.write(frameOf(opcode.next, Uint8Array.of(9)))
    expect([1008, 1009]).toContain(await closed)
  })

  it('P5 Hocuspocus#392: with a frame of an opcode that is none is closed', async () => {
    const { socket } = await openByHand(pinned.port, path, [offer])
    const closed = closeCodeOf(socket)
    socket.write(frameOf(opcode.invalid, Uint8Array.of(1)))
    expect(await closed).toBe(1002)
  })

  it('P4 CVE-2026-1526: is never compressed, whatever it offers, so nothing can be inflated on either side', async () => {
    const deflate = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'
    const { socket, head } = await openByHand(pinned.port, path, [offer, deflate])
    expect(head).toContain('101')
    expect(head.toLowerCase()).not.toContain('sec-websocket-extensions')
    const closed = closeCodeOf(socket)
    socket.write(frameOf(opcode.compressed, Uint8Array.of(1, 2, 3)))
    expect(await closed).toBe(1002)
  })

  it('P5 Hocuspocus PR 444: with an integer beyond all range before anything else harms nobody', async () => {
    const { socket } = await openByHand(pinned.port, path, [offer])
    socket.write(frameOf(opcode.binary, new Uint8Array(40).fill(0xff)))
    socket.write(frameOf(opcode.binary, Uint8Array.of(0, ...new Uint8Array(20).fill(0xff))))
    await pinned.stillServes()
    socket.destroy()
    expect(await headOf(pinned.log)).toBe(0)
  })

  it('P5 Outline PR 3726: that ends in the middle of anything, or is no WebSocket at all, ends alone', async () => {
    const beginnings = [
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websock`,
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      'GET /%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'
    ]
    for (const beginning of beginnings) {
      const socket = connect(pinned.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      await new Promise((resolve) => socket.write(beginning, 'latin1', resolve))
      socket.resetAndDestroy()
    }
    const { socket } = await openByHand(pinned.port, path, [offer])
    // A frame that says 100 bytes, and ten of them.
    socket.write(Buffer.concat([Uint8Array.of(opcode.binary, 0x80 | 100, 0, 0, 0, 0), new Uint8Array(10)]))
    socket.resetAndDestroy()
  })
})

describe('a socket of a Hocuspocus provider', () => {
  it('F13 GHSA-xwhh-v746-pj9m: with a megabyte for documents before any token is closed', async () => {
    const { socket, closed } = await openSocket(`${pinned.url}/hocuspocus/notes`)
    const update = new Uint8Array(16 * 1024)
    for (let document = 0; document < 100; document++) {
      socket.send(Buffer.concat([named(`d${document}`), syncMessage(2, update)]))
    }
    expect((await closed).code).toBe(4503)
    expect(await headOf(pinned.log)).toBe(0)
  })
})

describe('a reason of a close', () => {
  it('P7 GHSA-58qx-3vcg-4xpx: is a code of the catalogue and nothing from the memory of the relay', async () => {
    const own = await openSocket(`${pinned.url}/v1/sync`, ['weft.1'])
    own.socket.send(Uint8Array.of(5, 255))
    const noId = await openSocket(`${pinned.url}/yjs/${encodeURIComponent('a b')}/readme`)
    for (const { closed } of [own, noId]) expect((await closed).reason).toMatch(/^[a-z-]{2,40}$/)
  })

  it('P7 GHSA-58qx-3vcg-4xpx: and a ping is answered with the very bytes that it had', async () => {
    const { socket } = await openSocket(`${pinned.url}/yjs/notes/readme`)
    const answered = once(socket as WebSocket, 'pong')
    socket.ping(Uint8Array.of(1, 2, 3))
    expect([...((await answered)[0] as Buffer)]).toEqual([1, 2, 3])
    socket.terminate()
  })
})
