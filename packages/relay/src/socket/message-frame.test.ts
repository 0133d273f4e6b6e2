import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@weft/base'
import { defaultLimits, subprotocol } from '@weft/protocol'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Connection } from './connection.js'
import { syncPath } from './endpoints.js'
import { createMessageFramer } from './message-frame.js'
import { createUpgrades } from './upgrade.js'

describe('a framed message', () => {
  it('L2 is framed once for all sockets', () => {
    const frame = createMessageFramer()
    const content = new Uint8Array(10)
    expect(frame(content)).toBe(frame(content))
    expect(frame(new Uint8Array(10))).not.toBe(frame(content))
  })

  it('F7 is framed once for sockets that are sent several in a row, one socket after the other', () => {
    const frame = createMessageFramer()
    const row = [300, 10_000, 70_000].map((length) => new Uint8Array(length))
    const first = row.map(frame)
    const next = row.map(frame)
    for (const [index, one] of first.entries()) expect(next[index]).toBe(one)
  })

  it('P9 of any length arrives as it was sent, between the frames that ws writes', async () => {
    let accepted = (_connection: Connection): void => {}
    const connected = new Promise<Connection>((resolve) => {
      accepted = resolve
    })
    const upgrades = createUpgrades({ limits: defaultLimits, clock: systemClock, connected: accepted })
    const server = createServer().on('upgrade', upgrades.take).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = new WebSocket(
      `ws://127.0.0.1:${(server.address() as AddressInfo).port}${syncPath}`,
      subprotocol
    )
    const heard: Buffer[] = []
    socket.on('message', (data) => heard.push(data as Buffer))
    const connection = await connected
    await once(socket, 'open')
    const lengths = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000, 9_000_000]
    for (const length of lengths) {
      connection.send(new Uint8Array(length).fill(length % 251))
      socket.ping()
      const whole = new Uint8Array(length).fill(length % 251)
      connection.sendParts(whole.subarray(0, length >> 2), whole.subarray(length >> 2))
    }
    connection.close(4100, 'done')
    expect(await once(socket, 'close')).toEqual([4100, Buffer.from('done')])
    expect(heard.map(({ length }) => length)).toEqual(lengths.flatMap((length) => [length, length]))
    for (const message of heard) expect(message.every((byte) => byte === message.length % 251)).toBe(true)
    upgrades.close()
    server.close()
  })
})
