// What a device that does not read costs the system: no more is sent than it is known to have read, and a little.

import { once } from 'node:events'
import { systemRandom } from '@weft/base'
import { encodeFrame, parseFrame, protocolVersion, subprotocol } from '@weft/protocol'
import { afterEach, expect, it } from 'vitest'
import WebSocket from 'ws'
import { type GuestWorld, openGuestWorld, until } from '../guests/testing/open-guest-world.js'
import { createMemoryLog } from '../log/memory-log.js'
import { TestReplica } from '../testing/test-replica.js'
import { unansweredBound } from './outlet.js'

let world: GuestWorld
afterEach(() => world.close())

const entryBytes = 60_000
const entries = 60

/** A device with credit for everything. Its entries, and the frames that cost credit, are counted as it reads them. */
async function openDevice(url: string, name: string) {
  const socket = new WebSocket(`${url}/v1/sync`, subprotocol)
  let positions = 0
  let frames = 0
  await once(socket, 'open')
  const welcomed = new Promise<void>((resolve) => {
    socket.on('message', (bytes: Buffer) => {
      const frame = parseFrame(bytes)
      if (!frame.ok) throw new Error(frame.error.message)
      if (frame.value.type === 'welcome') resolve()
      if (frame.value.type === 'entries') positions += frame.value.entries.length
      if (frame.value.type === 'entries' || frame.value.type === 'snapshots') frames += 1
    })
  })
  const { hello, device } = new TestReplica(undefined as never, { device: name }).hello()
  const versions = [protocolVersion, protocolVersion] as const
  socket.send(encodeFrame({ type: 'hello', versions, token: '', device, spaces: [hello] }))
  await welcomed
  socket.send(encodeFrame({ type: 'credit', bytes: 2 ** 40 }))
  return { socket, positions: () => positions, frames: () => frames }
}

it('P8 a device that reads nothing is sent half a mebibyte, and the rest once it reads', async () => {
  const log = createMemoryLog({ random: systemRandom })
  world = await openGuestWorld({ log })
  const ana = new TestReplica(log)
  await ana.greet()
  const { socket, positions, frames } = await openDevice(world.url, 'ben')
  const witness = await openDevice(world.url, 'carl')
  await ana.type('n/1', 'x')
  await until(() => positions() === 1 && witness.positions() === 1)
  const before = frames()
  socket.pause()
  for (let entry = 0; entry < entries; entry++) {
    await ana.type('n/1', 'y'.repeat(entryBytes))
    // Whoever reads has each by itself, and the relay has sent it to all that it sends it to.
    await until(() => witness.positions() === entry + 2)
  }
  const sent = world.relay.counters.paidFramesSent - witness.frames() - before
  expect(sent * entryBytes).toBeGreaterThan(unansweredBound - 2 * entryBytes)
  expect(sent * entryBytes).toBeLessThan(unansweredBound + 2 * entryBytes)
  socket.resume()
  await until(() => positions() === entries + 1)
  socket.terminate()
})
