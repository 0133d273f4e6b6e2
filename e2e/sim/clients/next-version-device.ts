// A device of a made-up next version: it offers versions 1 and 2, adds bytes to frames, sends frames and kinds nobody knows.

import { randomId } from '@weft/base'
import type { SeededRandom } from '@weft/base/testing'
import type { TransportConnection } from '@weft/client'
import {
  encodeBatch,
  encodeFrame,
  type Frame,
  type Mark,
  nextBatchChain,
  parseFrame,
  startMark,
  type WelcomeSpace
} from '@weft/protocol'
import { createLife } from '../devices/life.js'
import type { NextVersionDevice } from '../world/cast.js'
import { startMs, type World } from '../world/world.js'

const unknownKind = 200
const unknownFrame = 99
const reconnectMs = 2_000

interface Replica {
  readonly id: string
  readonly replaces: string | null
  greeting: number
  epoch: string | null
  cursor: Mark
  highest: Mark
  made: { batch: number; chain: Uint8Array }
  acknowledged: number
  sent: { content: Uint8Array; payload: Uint8Array } | undefined
}

export function createNextVersionDevice(world: World, space: string): NextVersionDevice {
  const random: SeededRandom = world.random.fork()
  const life = createLife(world.timeline, startMs, { offsetMs: 0 })
  const place: NextVersionDevice['place'] = { name: 'next version', network: 'up', life }
  const device = {
    ...{ id: randomId(random), proof: random.bytes(32), name: 'Of tomorrow', platform: '', appVersion: '9' },
    schemas: []
  }
  const document = world.swarm.documents[0] as string
  const acknowledged = new Set<string>()
  const waiting: Uint8Array[] = []
  let replica = newReplica(random, null)
  let connection: TransportConnection | undefined
  let isLive = false

  const send = (frame: Frame): void => {
    const bytes = encodeFrame(frame)
    // Fields of its own version stand at the end, where version 1 passes them over (P3).
    const longer = new Uint8Array(bytes.length + 3)
    longer.set(bytes)
    longer.set(random.bytes(3), bytes.length)
    connection?.send(longer)
  }

  const push = (): void => {
    if (!isLive) return
    if (!replica.sent) {
      const payload = waiting.shift()
      if (!payload) return
      const item = { document, kind: unknownKind, edits: 1, payload }
      const content = encodeBatch([item])
      const batch = replica.made.batch + 1
      replica.made = { batch, chain: nextBatchChain(replica.made.chain, batch, content) }
      replica.sent = { content, payload }
    }
    const { batch, chain } = replica.made
    send({
      type: 'push',
      space,
      replica: replica.id,
      batch,
      chain,
      part: 0,
      parts: 1,
      content: replica.sent.content
    })
  }

  const hello = (): void => {
    const { id, replaces, epoch, cursor, highest, made } = replica
    replica.greeting++
    const standing = { cursor, highest, checkpoint: null, made, acknowledged: replica.acknowledged }
    const greeting = {
      space,
      epoch,
      replica: id,
      replaces,
      greeting: replica.greeting,
      nonce: random.bytes(16)
    }
    const rest = { selection: { kind: 'all' }, catchUp: null } as const
    send({
      type: 'hello',
      versions: [1, 2],
      token: '',
      device,
      spaces: [{ ...greeting, ...standing, ...rest }]
    })
  }

  const report = (): void =>
    send({
      type: 'cursor',
      space,
      position: replica.cursor.position,
      waitingEdits: waiting.length,
      persistent: false
    })

  const welcomed = (welcome: WelcomeSpace): void => {
    if (welcome.standing !== 'ok') {
      if (welcome.standing !== 'closed') renew()
      connection?.close()
      return
    }
    isLive = true
    replica.epoch = welcome.epoch
    send({ type: 'credit', bytes: 1 << 24 })
    connection?.send(Uint8Array.of(unknownFrame, 1, 2, 3))
    report()
    push()
  }

  const renew = (): void => {
    if (replica.sent) waiting.unshift(replica.sent.payload)
    replica = newReplica(random, replica.id)
  }

  const receive = (frame: Frame): void => {
    if (frame.type === 'welcome') for (const welcome of frame.spaces) welcomed(welcome)
    else if (frame.type === 'ping') send({ type: 'pong', number: frame.number })
    else if (frame.type === 'entries') {
      const position = frame.entries.at(-1)?.position ?? 0
      // What is told twice or out of order is no news; a gap asks for a new beginning.
      if ((frame.entries[0]?.position ?? 0) > replica.cursor.position + 1) connection?.close()
      else if (position > replica.cursor.position) advance({ position, hash: frame.hash })
    } else if (frame.type === 'snapshots' && frame.done) advance(frame.base)
    else if (
      frame.type === 'receipt' &&
      frame.replica === replica.id &&
      frame.batch === replica.made.batch &&
      replica.sent
    ) {
      acknowledged.add(Buffer.from(replica.sent.payload).toString('hex'))
      replica.sent = undefined
      replica.acknowledged = frame.batch
      push()
    } else if (frame.type === 'error' && frame.code !== 'unsupported-frame') connection?.close()
  }

  const advance = (mark: Mark): void => {
    if (mark.position < replica.cursor.position) return
    replica.cursor = mark
    if (mark.position > replica.highest.position) replica.highest = mark
    send({ type: 'credit', bytes: 1 << 16 })
    report()
  }

  const connect = (): void => {
    isLive = false
    const mine = world.network.transport(place).connect('http://relay.test', {
      opened: () => {
        if (connection === mine) hello()
      },
      received: (bytes) => {
        const frame = parseFrame(bytes)
        if (connection === mine && frame.ok) receive(frame.value)
      },
      closed: () => {
        if (connection !== mine) return
        connection = undefined
        isLive = false
        life.clock.after(reconnectMs, connect)
      }
    })
    connection = mine
  }

  life.clock.after(25_000, function ping() {
    life.clock.after(25_000, ping)
    if (isLive) send({ type: 'ping', number: 1 })
  })
  connect()
  return {
    place,
    device: device.id,
    space,
    document,
    acknowledged,
    write: () => {
      world.tally.did('entry of an unknown kind')
      waiting.push(random.bytes(1 + random.below(30)))
      push()
    }
  }
}

function newReplica(random: SeededRandom, replaces: string | null): Replica {
  return {
    id: randomId(random),
    ...{ replaces, greeting: 0, epoch: null, cursor: startMark, highest: startMark },
    ...{ made: { batch: 0, chain: new Uint8Array(32) }, acknowledged: 0, sent: undefined }
  }
}
