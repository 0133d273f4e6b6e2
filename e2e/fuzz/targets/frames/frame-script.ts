// What hostile devices say: sound frames in the wrong state, frames with hostile fields, frames that were tampered with.

import type { SeededRandom } from '@weft/base/testing'
import {
  type BatchItem,
  type DeviceFrame,
  encodeBatch,
  entryKind,
  type Frame,
  nextBatchChain,
  type Push,
  startMark
} from '@weft/protocol'
import type { WildWorld } from '@weft/yjs-guard/testing'
import { awarenessUpdate } from '../../grammar/awareness.js'
import { writeFrame } from '../../grammar/frames.js'
import { writeHostile } from '../../grammar/hostile-writer.js'
import { mutateBytes } from '../../grammar/mutate-bytes.js'
import { relayFrame } from '../../grammar/relay-frames.js'
import { createUpdateSource, type UpdateSource } from '../../grammar/updates.js'
import type { Action } from '../../run/action.js'
import type { Hints, Pool, Script } from '../../run/target.js'
import { attackedDocument, space } from '../../worlds/witness.js'
import type { Heard } from './heard.js'

const slots = 4
/** How many of the messages that were sent last are at hand to be tampered with. */
const mostRecent = 32
const rates = [0, 0, 0, 0, 0.02, 0.1, 0.3] as const

/** A device as it would be if it were honest. */
interface Posing {
  readonly slot: number
  /** By document. */
  readonly sources: Map<string, UpdateSource>
  readonly random: SeededRandom
  readonly wild: WildWorld
  incarnation: number
  greeting: number
  /** Chain hashes of what was pushed, by number. */
  chains: Map<number, Uint8Array>
}

export function createFrameScript(world: number, random: SeededRandom, pool: Pool): Script {
  const recent: Uint8Array[] = [Uint8Array.of(1)]
  const posings = Array.from({ length: slots }, (_, slot): Posing => {
    const wild = world % 2 === 0 ? 'keys' : 'lengths'
    const chains = new Map([[0, new Uint8Array(32)]])
    return { slot, sources: new Map(), random: random.fork(), wild, incarnation: 0, greeting: 0, chains }
  })

  const keep = (bytes: Uint8Array): Uint8Array => {
    recent.push(bytes)
    if (recent.length > mostRecent) recent.shift()
    return bytes
  }
  const write = (frame: Frame, rate: number = random.pick(rates)): Uint8Array =>
    keep(writeHostile(random, rate, (writer) => writeFrame(writer, frame)))

  const frameBytes = (posing: Posing, heard: Heard, hints: Hints): Uint8Array[] => {
    const dice = random.float()
    if (dice < 0.07) return [mutateBytes(random.pick(recent), recent, random)]
    if (dice < 0.1) return [pool.pick(random) ?? random.bytes(random.below(60))]
    if (dice < 0.12) return [write(relayFrame(random, space))]
    if (heard.standing !== 'ok') {
      if (heard.standing !== undefined) renew(posing)
      if (random.chance(0.8))
        return [write(helloOf(posing, heard, hints, random), random.pick([0, 0, 0, 0.03, 0.1]))]
    }
    if (random.chance(0.65)) return pushFrames(posing, heard, random).map((frame) => write(frame))
    return [write(otherFrame(posing, heard, hints, random))]
  }

  return {
    next: (hints) => {
      const slot = random.below(slots)
      const posing = posings[slot] as Posing
      const heard = (hints.heard as (slot: number) => Heard | undefined)(slot)
      if (!heard?.isOpen) return [{ kind: 'open', slot, variant: 0 }]
      const frames = frameBytes(posing, heard, hints)
      const sends = frames.map((bytes): Action => ({ kind: 'send', slot, variant: 0, bytes }))
      if (random.chance(0.01)) return [...sends, { kind: 'drop', slot }, { kind: 'settle' }]
      if (random.chance(0.02))
        return [...sends, { kind: 'pass', ms: random.pick([1, 50, 400, 2_000, 30_000]) }]
      return random.chance(0.15) ? sends : [...sends, { kind: 'settle' }]
    }
  }
}

function renew(posing: Posing): void {
  posing.incarnation++
  posing.greeting = 0
  // A client id belongs to the replica that used it first.
  posing.sources.clear()
  posing.chains = new Map([[0, new Uint8Array(32)]])
}

const replicaOf = ({ slot, incarnation }: Posing): string => `mallory-${slot}-${incarnation}`

function helloOf(posing: Posing, heard: Heard, { secret }: Hints, random: SeededRandom): DeviceFrame {
  const chain = posing.chains.get(heard.batch) ?? new Uint8Array(32)
  const tokens = random.chance(0.9) ? [secret] : ['', 'wrong', String(secret).slice(0, -1), `${secret} `]
  const names = [[space], [space], [space, 'other'], [space, space], ['other']]
  return {
    type: 'hello',
    versions: random.chance(0.95)
      ? [1, 1]
      : random.pick([
          [1, 9],
          [2, 3],
          [0, 0]
        ] as const),
    token: String(random.pick(tokens)),
    device: {
      // Two slots may pose as one device; its proof is then the same, or it is not.
      id: `mallory-${random.chance(0.9) ? posing.slot : 0}`,
      proof: new Uint8Array(16).fill(random.chance(0.95) ? 7 : 8),
      ...{ name: 'Mallory', platform: 'test', appVersion: '1', schemas: [{ name: 'note', version: 1 }] }
    },
    spaces: random.pick(names).map((name) => ({
      space: name,
      epoch: random.chance(0.97) ? heard.epoch : 'another',
      replica: replicaOf(posing),
      replaces: random.chance(0.1) ? `mallory-${posing.slot}-${random.below(posing.incarnation + 1)}` : null,
      greeting: random.chance(0.95) ? ++posing.greeting : random.below(posing.greeting + 2),
      nonce: random.bytes(16),
      cursor: random.chance(0.8) ? startMark : (heard.head ?? startMark),
      highest: heard.head ?? startMark,
      checkpoint: null,
      made: { batch: heard.batch, chain },
      acknowledged: random.chance(0.9) ? heard.batch : random.below(5),
      selection: { kind: 'all' },
      catchUp: random.chance(0.1) ? { base: heard.head ?? startMark, lastDocument: attackedDocument } : null
    }))
  }
}

/** The next batch, whole or in parts, some of which may be missing or come twice. */
function pushFrames(posing: Posing, heard: Heard, random: SeededRandom): Push[] {
  const items = Array.from({ length: 1 + random.below(3) }, () => itemOf(posing, random))
  const content = encodeBatch(items)
  const batch = heard.batch + (random.chance(0.95) ? 1 : random.below(4))
  const before = posing.chains.get(batch - 1) ?? new Uint8Array(32)
  const chain = nextBatchChain(before, batch, content)
  posing.chains.set(batch, chain)
  const whole = { type: 'push', space, replica: replicaOf(posing), batch, chain } as const
  if (random.chance(0.85)) return [{ ...whole, part: 0, parts: 1, content }]
  const parts = random.pick([2, 3, 5, 40])
  const size = Math.ceil(content.length / parts)
  const frames = Array.from({ length: parts }, (_, part): Push => {
    return { ...whole, part, parts, content: content.subarray(part * size, (part + 1) * size) }
  })
  if (random.chance(0.5))
    frames.splice(random.below(parts), 1, ...(random.chance(0.5) ? [] : frames.slice(0, 2)))
  return frames
}

function sourceOf({ slot, incarnation, sources, random, wild }: Posing, document: string): UpdateSource {
  const first = 100_000 * (slot + 1) + 500 * incarnation
  const source = sources.get(document) ?? createUpdateSource(random, first, wild)
  sources.set(document, source)
  return source
}

function itemOf(posing: Posing, random: SeededRandom): BatchItem {
  const document = random.pick([attackedDocument, attackedDocument, 'n/other', `made/${random.below(6)}`])
  const source = sourceOf(posing, document)
  const kinds = [entryKind.update, entryKind.update, entryKind.update, entryKind.giveBack, entryKind.adoption]
  return {
    document,
    kind: random.chance(0.95) ? random.pick(kinds) : random.pick([0, 4, 5, 127, 128, 200, 2 ** 53 - 1]),
    edits: 1 + random.below(4),
    payload: random.chance(0.75) ? source.honest() : source.any()
  }
}

function otherFrame(posing: Posing, heard: Heard, hints: Hints, random: SeededRandom): DeviceFrame {
  const named = random.pick([space, space, space, 'other', 'nowhere'])
  const devices = [...heard.devices, `mallory-${posing.slot}`, 'nobody']
  return random.pick<() => DeviceFrame>([
    () => ({
      type: 'cursor',
      space: named,
      position: random.below(50),
      waitingEdits: random.below(9),
      persistent: true
    }),
    () => ({ type: 'fetch', space: named, document: random.pick([attackedDocument, 'n/other', 'nowhere']) }),
    () => ({ type: 'forget', space: named, device: random.pick(devices) }),
    () => ({ type: 'awareness', space: named, document: attackedDocument, update: awarenessUpdate(random) }),
    () => ({ type: 'credit', bytes: random.pick([0, 1, 100_000, 2 ** 30, 2 ** 53 - 1]) }),
    () => ({ type: 'ping', number: random.below(9) }),
    () => ({ type: 'pong', number: random.below(9) }),
    () => ({ type: 'error', code: 'log-full', message: 'no', retryAfterMs: 1, space: named, batch: null }),
    () => helloOf(posing, heard, hints, random)
  ])()
}
