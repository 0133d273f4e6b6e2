import { systemRandom } from '@weft/base'
import { createFakeClock } from '@weft/base/testing'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type GuestWorld, openGuestWorld, until } from '../guests/testing/open-guest-world.js'
import { type OpenSocket, openSocket } from '../guests/testing/open-socket.js'
import { yjsDialect } from '../guests/yjs/messages.js'
import { createMemoryLog } from '../log/memory-log.js'

const probeMs = 30_000
const queryPresence = Uint8Array.of(3)
const clock = createFakeClock()
const worlds: GuestWorld[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) {
    const closed = world.close()
    // Nobody else moves this clock.
    const moving = setInterval(() => clock.advance(1_000), 1)
    await closed
    clearInterval(moving)
  }
})

async function openWorldOf(bytes: number): Promise<GuestWorld> {
  const log = createMemoryLog({ random: systemRandom })
  const doc = new Y.Doc()
  for (let left = bytes; left > 0; left -= 7_000_000) {
    const vector = Y.encodeStateVector(doc)
    doc.getText('t').insert(0, 'x'.repeat(7_000_000))
    const update = Y.encodeStateAsUpdate(doc, vector)
    await log.appendUpdate({ space: 'notes', document: 'readme', kind: 1, edits: 1, update, time: 1 })
  }
  const world = await openGuestWorld({ log, clock })
  worlds.push(world)
  return world
}

/** What the client sent before, its pongs too, has arrived when this resolves. */
async function roundTrip({ socket, heard }: OpenSocket): Promise<void> {
  const before = heard.length
  socket.send(queryPresence)
  await until(() => heard.length > before)
}

describe('a socket of another Yjs client', () => {
  it('F1 that answers probes stays open however long it says nothing', async () => {
    const { url, relay } = await openWorldOf(0)
    const opened = await openSocket(`${url}/yjs/notes/readme`)
    let pings = 0
    opened.socket.on('ping', () => pings++)
    for (let round = 1; round <= 5; round++) {
      clock.advance(probeMs)
      await until(() => pings === round)
      await roundTrip(opened)
    }
    expect(relay.sessions).toBe(1)
  })

  it('F1 that answers none is cut', async () => {
    const { url, relay } = await openWorldOf(0)
    const { socket } = await openSocket(`${url}/yjs/notes/readme`)
    await until(() => relay.sessions === 1)
    socket.pause()
    for (const _round of [1, 2]) clock.advance(probeMs)
    expect(relay.sessions).toBe(1)
    clock.advance(probeMs)
    await until(() => relay.sessions === 0)
  })

  it('F1 whose link is slow is waited for while what was sent before the probe has not left, but not for ever', async () => {
    const { url, relay } = await openWorldOf(28_000_000)
    const joined = await Promise.all(
      [1, 2].map(() => openSocket(`${url}/yjs/notes/readme`, { autoPong: false }))
    )
    const [slow, gone] = joined as [(typeof joined)[0], (typeof joined)[0]]
    for (const { socket } of joined) {
      socket.pause()
      socket.send(yjsDialect.stepOne(Uint8Array.of(0)))
    }
    await until(() => relay.counters.documentsMerged === 1)
    // The answer is on its way, and far larger than what the system takes.
    await new Promise((resolve) => setTimeout(resolve, 100))
    for (let round = 0; round < 4; round++) clock.advance(probeMs)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(relay.sessions).toBe(2)
    slow.socket.resume()
    let pings = 0
    slow.socket.on('ping', () => pings++)
    await until(() => slow.heard.some(({ kind }) => kind === 'step-two') && pings === 4)
    // Its answers are on their way, behind what the system still holds.
    clock.advance(probeMs)
    expect(relay.sessions).toBe(2)
    for (let round = 0; round < 6; round++) {
      slow.socket.pong()
      await roundTrip(slow)
      clock.advance(probeMs)
      await until(() => pings === round + 6)
    }
    await until(() => relay.sessions === 1)
    expect([slow.closed, gone.socket.readyState]).toEqual([undefined, gone.socket.OPEN])
    gone.socket.terminate()
  })
})
