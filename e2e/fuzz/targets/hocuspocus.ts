// The endpoint of Hocuspocus providers: several documents on a socket, messages before their tokens, any of any type.

import * as decoding from 'lib0/decoding'
import { type HostileWriter, writeHostile } from '../grammar/hostile-writer.js'
import { mutateBytes } from '../grammar/mutate-bytes.js'
import { createUpdateSource, type UpdateSource } from '../grammar/updates.js'
import { writeYjsMessage } from '../grammar/yjs-messages.js'
import type { Action } from '../run/action.js'
import type { Target } from '../run/target.js'
import { attackedDocument, space } from '../worlds/witness.js'
import { openGuestSubject } from './guest-subject.js'

const slots = 3
const mostRecent = 32
const rates = [0, 0, 0, 0.03, 0.1, 0.3] as const
const names = [attackedDocument, attackedDocument, 'other', `${attackedDocument}\0session`, 'my room', '']
const spaces = [space, space, space, 'other', '..', '__proto__']

const messageType = { auth: 2, stateless: 5, close: 7, syncStatus: 8, ping: 9, pong: 10 } as const
const payloads = [
  '{"a":1}',
  '{"weft":"refused","reason":"x"}',
  '{"\\u0077eft":1}',
  '[',
  'x'.repeat(20_000),
  ''
]

export const hocuspocusTarget: Target = {
  name: 'hocuspocus',
  open: (world, report) =>
    openGuestSubject(world, report, {
      accept: ({ relay }, wire, variant) =>
        relay.acceptGuest(wire.connection, {
          kind: 'hocuspocus',
          space: spaces[variant % spaces.length] ?? ''
        }),
      read
    }),
  createScript: (world, random, pool) => {
    const wild = world % 2 === 0 ? 'keys' : 'lengths'
    let clients = 0
    /** By slot and name. */
    const sources = new Map<string, UpdateSource>()
    const recent: Uint8Array[] = [Uint8Array.of(9)]
    const sourceOf = (slot: number, name: string): UpdateSource => {
      const key = `${slot} ${name}`
      const source = sources.get(key) ?? createUpdateSource(random.fork(), 10_000 + 100 * clients++, wild)
      sources.set(key, source)
      return source
    }
    const keep = (bytes: Uint8Array): Uint8Array => {
      recent.push(bytes)
      if (recent.length > mostRecent) recent.shift()
      return bytes
    }
    const token = (name: string, secret: string, rate: number): Uint8Array =>
      keep(
        writeHostile(random, rate, (writer) => {
          writer.text(name)
          writer.uint(messageType.auth)
          writer.uint(random.chance(0.95) ? 0 : random.below(4))
          writer.text(random.chance(0.9) ? secret : random.pick(['', 'wrong', 'for reading']))
          // 4.x says its version after it.
          if (random.chance(0.3)) writer.text('4.8.0')
        })
      )
    const message = (slot: number, secret: string): Uint8Array => {
      const dice = random.float()
      if (dice < 0.1) return mutateBytes(random.pick(recent), recent, random)
      if (dice < 0.13) return pool.pick(random) ?? random.bytes(random.below(60))
      const name = random.pick(names)
      const rate = random.pick(rates)
      if (dice < 0.25) return token(name, secret, rate)
      const source = sourceOf(slot, name)
      return keep(
        writeHostile(random, rate, (writer) => {
          writer.text(name)
          if (random.chance(0.8)) writeYjsMessage(writer, source, random)
          else writeOwnMessage(writer, random.pick(payloads), random.below(8))
        })
      )
    }
    return {
      next: (hints) => {
        const slot = random.below(slots)
        const secret = String(hints.secret)
        if (!(hints.isOpen as (slot: number) => boolean)(slot)) {
          for (const name of names) sources.delete(`${slot} ${name}`)
          const bytes = token(attackedDocument, secret, 0)
          const open: Action = { kind: 'open', slot, variant: random.below(256) }
          return random.chance(0.3)
            ? [open]
            : [open, { kind: 'send', slot, variant: 0, bytes }, { kind: 'settle' }]
        }
        const send: Action = { kind: 'send', slot, variant: 0, bytes: message(slot, secret) }
        if (random.chance(0.01)) return [send, { kind: 'drop', slot }, { kind: 'settle' }]
        if (random.chance(0.02)) return [send, { kind: 'pass', ms: random.pick([1, 50, 400, 2_000, 30_000]) }]
        return random.chance(0.15) ? [send] : [send, { kind: 'settle' }]
      }
    }
  }
}

/** What is Hocuspocus's own, and what only its server says. */
function writeOwnMessage(writer: HostileWriter, payload: string, which: number): void {
  const { stateless, close, syncStatus, ping, pong } = messageType
  const types = [stateless, stateless, stateless, close, syncStatus, ping, pong, 77]
  const type = types[which] ?? stateless
  writer.uint(type)
  if (type === stateless) writer.text(payload)
  if (type === syncStatus) writer.uint(1)
}

/** As a provider reads it. */
function read(bytes: Uint8Array): string | undefined {
  if (bytes.length === 1 && bytes[0] === messageType.pong) return undefined
  const decoder = decoding.createDecoder(bytes)
  decoding.readVarString(decoder)
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case 0:
      if (decoding.readVarUint(decoder) > 2) throw new Error('a sync message of an unknown kind')
      decoding.readVarUint8Array(decoder)
      return undefined
    case 1:
      decoding.readVarUint8Array(decoder)
      return undefined
    case messageType.auth: {
      const kind = decoding.readVarUint(decoder)
      const text = decoding.readVarString(decoder)
      return kind === 1 ? codeOf(text) : undefined
    }
    case messageType.stateless:
      return reasonOf(decoding.readVarString(decoder))
    case messageType.close:
      return codeOf(decoding.readVarString(decoder))
    case messageType.syncStatus:
      decoding.readVarInt(decoder)
      return undefined
    case messageType.pong:
      return undefined
    default:
      throw new Error(`a message of type ${type}`)
  }
}

const codeOf = (reason: string): string => /^[a-z-]+/.exec(reason)?.[0] ?? 'nameless'

/** Of a refusal; other stateless messages come from other clients. */
const reasonOf = (payload: string): string | undefined =>
  /^\{"weft":"refused","reason":"([a-z-]+)"\}$/.exec(payload)?.[1]
