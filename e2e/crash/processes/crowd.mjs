// A process of many bare clients that do one thing: read nothing, say nothing, or come back whenever they lose the relay.
//
// argv[2]: JSON { kind, url, clients, from, document }. `from` numbers the first of them.
// - `deaf`: devices that grant endless credit in the space `notes`, are welcomed, and never read again
// - `deaf-guest`: the same as clients of y-websocket, in the document
// - `mute`: sockets that never say hello
// - `home`: devices of 1,000 spaces that come back as a client of Weft does (C2)
// Lines on stdout: JSON { ready, opened, closed }, when they change: those that are welcomed (or open) now, sockets that
// were ever open, and those of them that were closed.
import { writeSync } from 'node:fs'
import { jitteredDelayMs, systemRandom } from '@weft/base'
import { encodeFrame, parseFrame, protocolVersion, subprotocol } from '@weft/protocol'
import { TestReplica } from '@weft/relay/testing'
import WebSocket from 'ws'

const { kind, url, clients, from, document } = JSON.parse(process.argv[2])
const spaces = 1_000
const endless = 2 ** 40
/** So many begin at a time: it is not their coming that is measured. */
const together = 50

const counts = { ready: 0, opened: 0, closed: 0 }
let said = ''
setInterval(() => {
  const line = `${JSON.stringify(counts)}\n`
  if (line !== said) writeSync(1, line)
  said = line
}, 100)

const address = url.replace('http', 'ws')
const open = (path, protocol) => {
  const socket = new WebSocket(`${address}${path}`, protocol, { perMessageDeflate: false })
  socket.on('error', () => {})
  socket.once('open', () => {
    counts.opened += 1
  })
  return socket
}

/** Resolves when it is ready or gone. `lost(retryAfterMs)` is called when it is gone. */
function openDevice(replica, credit, ready, lost) {
  const socket = open('/v1/sync', subprotocol)
  const state = { isOpen: false, isReady: false, retryAfterMs: undefined }
  socket.once('open', () => {
    state.isOpen = true
    const { hello, device } = replica.hello()
    replica.greeting = hello.greeting
    const versions = [protocolVersion, protocolVersion]
    socket.send(encodeFrame({ type: 'hello', versions, token: '', device, spaces: [hello] }))
  })
  return new Promise((resolve) => {
    socket.on('message', (bytes) => {
      const frame = parseFrame(bytes)
      if (!frame.ok) throw new Error(frame.error.message)
      if (frame.value.type === 'error') state.retryAfterMs = frame.value.retryAfterMs ?? undefined
      if (frame.value.type === 'ping') socket.send(encodeFrame({ type: 'pong', number: frame.value.number }))
      if (frame.value.type !== 'welcome') return
      const [space] = frame.value.spaces
      if (space.standing !== 'ok') throw new Error(`standing ${space.standing}`)
      replica.epoch = space.epoch
      if (credit > 0) socket.send(encodeFrame({ type: 'credit', bytes: credit }))
      state.isReady = true
      counts.ready += 1
      ready(socket)
      resolve()
    })
    socket.once('close', () => {
      if (state.isOpen) counts.closed += 1
      if (state.isReady) counts.ready -= 1
      lost(state.retryAfterMs)
      resolve()
    })
  })
}

const kinds = {
  deaf: (number) => {
    const replica = new TestReplica(undefined, { device: `deaf${number}` })
    return openDevice(
      replica,
      endless,
      (socket) => socket.pause(),
      () => {}
    )
  },
  'deaf-guest': () =>
    new Promise((resolve) => {
      const socket = open(`/yjs/notes/${document}`)
      socket.once('open', () => {
        counts.ready += 1
        // Sync step 1 of an empty document: it asks for all of it.
        socket.send(Uint8Array.of(0, 0, 1, 0))
        socket.pause()
        resolve()
      })
      socket.once('close', () => {
        counts.closed += 1
        counts.ready -= 1
      })
    }),
  mute: () =>
    new Promise((resolve) => {
      const socket = open('/v1/sync', subprotocol)
      socket.once('open', () => {
        counts.ready += 1
        resolve()
      })
      socket.once('close', () => {
        counts.closed += 1
        counts.ready -= 1
        resolve()
      })
    }),
  home: (number) => {
    const replica = new TestReplica(undefined, { space: `s${number % spaces}`, device: `home${number}` })
    let failures = 0
    const live = () =>
      openDevice(
        replica,
        0,
        () => {
          failures = 0
        },
        (retryAfterMs) => {
          const delay =
            retryAfterMs === undefined
              ? jitteredDelayMs(failures, systemRandom)
              : retryAfterMs * (1 + systemRandom.float() / 2)
          failures += 1
          setTimeout(live, delay)
        }
      )
    return live()
  }
}

for (let number = from; number < from + clients; number += together) {
  const last = Math.min(from + clients, number + together)
  await Promise.all(Array.from({ length: last - number }, (_, index) => kinds[kind](number + index)))
}
