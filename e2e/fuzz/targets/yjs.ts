// The endpoint of y-websocket clients: any message, to any document, with any token.

import { roomToDocumentId } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import { writeHostile } from '../grammar/hostile-writer.js'
import { mutateBytes } from '../grammar/mutate-bytes.js'
import { createUpdateSource } from '../grammar/updates.js'
import { writeYjsMessage } from '../grammar/yjs-messages.js'
import type { Action } from '../run/action.js'
import type { Target } from '../run/target.js'
import { attackedDocument, space } from '../worlds/witness.js'
import { openGuestSubject } from './guest-subject.js'

const slots = 4
const mostRecent = 32
const rates = [0, 0, 0, 0.03, 0.1, 0.3] as const

/** Rooms as an address may name them. */
const rooms = [
  attackedDocument,
  attackedDocument,
  attackedDocument,
  'n/other',
  'my%20room',
  '..%2f..',
  '%',
  'é',
  ''
]
const spaces = [space, space, space, space, 'other', '..', '__proto__', '']

export const yjsTarget: Target = {
  name: 'yjs',
  open: (world, report) =>
    openGuestSubject(world, report, {
      accept: ({ relay, secret, readSecret }, wire, variant) => {
        const tokens = [secret, secret, secret, readSecret, '', 'wrong']
        const room = rooms[variant % rooms.length] ?? ''
        relay.acceptGuest(wire.connection, {
          kind: 'yjs',
          space: spaces[Math.floor(variant / 16) % spaces.length] ?? '',
          document: room === '' ? '' : roomToDocumentId(room),
          token: tokens[Math.floor(variant / 256) % tokens.length] ?? ''
        })
      },
      read
    }),
  createScript: (world, random, pool) => {
    const wild = world % 2 === 0 ? 'keys' : 'lengths'
    let clients = 0
    const sources = Array.from({ length: slots }, () => createUpdateSource(random.fork(), 0, wild))
    const recent: Uint8Array[] = [Uint8Array.of(3)]
    const message = (slot: number): Uint8Array => {
      const dice = random.float()
      if (dice < 0.12) return mutateBytes(random.pick(recent), recent, random)
      if (dice < 0.15) return pool.pick(random) ?? random.bytes(random.below(60))
      const source = sources[slot] ?? createUpdateSource(random, 0, wild)
      const bytes = writeHostile(random, random.pick(rates), (writer) =>
        writeYjsMessage(writer, source, random)
      )
      recent.push(bytes)
      if (recent.length > mostRecent) recent.shift()
      return bytes
    }
    return {
      next: ({ isOpen }) => {
        const slot = random.below(slots)
        if (!(isOpen as (slot: number) => boolean)(slot)) {
          sources[slot] = createUpdateSource(random.fork(), 10_000 + 100 * clients++, wild)
          return [{ kind: 'open', slot, variant: random.below(4_096) }, { kind: 'settle' }]
        }
        const send: Action = { kind: 'send', slot, variant: 0, bytes: message(slot) }
        if (random.chance(0.01)) return [send, { kind: 'drop', slot }, { kind: 'settle' }]
        if (random.chance(0.02)) return [send, { kind: 'pass', ms: random.pick([1, 50, 400, 2_000, 30_000]) }]
        return random.chance(0.15) ? [send] : [send, { kind: 'settle' }]
      }
    }
  }
}

/** As y-websocket's client reads it. */
function read(bytes: Uint8Array): string | undefined {
  const decoder = decoding.createDecoder(bytes)
  const type = decoding.readVarUint(decoder)
  if (type === 1) decoding.readVarUint8Array(decoder)
  else if (type === 2 && decoding.readVarUint(decoder) === 0) return codeOf(decoding.readVarString(decoder))
  else if (type === 0 && decoding.readVarUint(decoder) <= 2) decoding.readVarUint8Array(decoder)
  else throw new Error(`a message of type ${type}`)
  return undefined
}

/** A reason begins with its code. */
const codeOf = (reason: string): string => /^[a-z-]+/.exec(reason)?.[0] ?? 'nameless'
