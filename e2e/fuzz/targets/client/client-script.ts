// What a hostile relay says to a device: frames made up from nothing, and those of a real relay changed on their way.

import type { SeededRandom } from '@weft/base/testing'
import {
  defaultLimits,
  type Entry,
  nextRunningHash,
  type RelayFrame,
  sha256,
  startMark
} from '@weft/protocol'
import { writeFrame } from '../../grammar/frames.js'
import { writeHostile } from '../../grammar/hostile-writer.js'
import { mutateBytes } from '../../grammar/mutate-bytes.js'
import { relayFrame } from '../../grammar/relay-frames.js'
import { createUpdateSource, type UpdateSource } from '../../grammar/updates.js'
import type { Action } from '../../run/action.js'
import type { Hints, Pool, Script } from '../../run/target.js'
import { space } from '../../worlds/witness.js'
import { act, documents } from './acts.js'
import type { DeviceHints } from './device-hints.js'

const mostRecent = 32

/** In half of the worlds the relay makes up content too; a device believes its relay what others wrote. */
export const isForging = (world: number): boolean => world % 2 === 1
const rates = [0, 0, 0.03, 0.1, 0.3] as const

export function createClientScript(world: number, random: SeededRandom, pool: Pool): Script {
  const recent: Uint8Array[] = [Uint8Array.of(2)]
  const source = createUpdateSource(random.fork(), 50_000, world % 4 < 2 ? 'keys' : 'lengths')
  const write = (frame: RelayFrame): Uint8Array => {
    const bytes = writeHostile(random, random.pick(rates), (writer) => writeFrame(writer, frame))
    recent.push(bytes)
    if (recent.length > mostRecent) recent.shift()
    return bytes
  }
  const frameBytes = (hints: DeviceHints): Uint8Array => {
    const dice = random.float()
    if (dice < 0.15) return mutateBytes(random.pick(recent), recent, random)
    if (dice < 0.2) return pool.pick(random) ?? random.bytes(random.below(60))
    if (dice < 0.35) return write(fittingReceipt(hints, random))
    if (dice < 0.45) return write(fittingWelcome(hints, random))
    if (isForging(world) && dice < 0.6) return write(fittingEntries(hints, source, random))
    if (isForging(world) && dice < 0.75) return write(fittingSnapshots(hints, source, random))
    const frame = relayFrame(random, space)
    return write(frame.type === 'snapshots' && !isForging(world) ? { ...frame, items: [] } : frame)
  }
  return {
    next: (hints: Hints) => {
      const device = hints.device as DeviceHints
      const dice = random.float()
      const isCalm = random.chance(0.4)
      if (dice < 0.08) return then({ kind: 'act', slot: act.type, variant: random.below(documents.length) })
      if (dice < 0.12)
        return then({ kind: 'act', slot: act.typeElsewhere, variant: random.below(documents.length) })
      if (dice < 0.2) return then({ kind: 'act', slot: act.tamper, variant: random.below(2 ** 31) })
      if (dice < 0.22) return then({ kind: 'act', slot: act.otherRelay, variant: random.below(3) })
      if (dice < 0.23) return then({ kind: 'act', slot: act.retry, variant: 0 })
      if (dice < 0.24) return then({ kind: 'drop', slot: 0 })
      if (dice < 0.243) return insisting(frameBytes(device))
      // A device that waits for its next try hears nothing: time passes until it is there again.
      if (!device.isOpen || dice < 0.3)
        return then({ kind: 'pass', ms: random.pick([10, 500, 4_000, 40_000]) })
      const send: Action = { kind: 'send', slot: 0, variant: 0, bytes: frameBytes(device) }
      return isCalm ? [send] : then(send)
    }
  }
}

/** A relay that says the same whenever the device comes: it must not be hammered (C2). */
function insisting(bytes: Uint8Array): Action[] {
  return [
    ...then({ kind: 'send', slot: 0, variant: 0, bytes }),
    { kind: 'act', slot: act.insist, variant: 1 },
    { kind: 'pass', ms: 60_000 },
    { kind: 'act', slot: act.insist, variant: 0 },
    { kind: 'settle' }
  ]
}

const then = (action: Action): Action[] => [action, { kind: 'settle' }]

/** As the device would believe it: it follows its cursor, with the right running hash. */
function fittingEntries(
  { cursor, replica }: DeviceHints,
  source: UpdateSource,
  random: SeededRandom
): RelayFrame {
  let { position, hash } = random.chance(0.9) ? cursor : startMark
  const entries = Array.from({ length: 1 + random.below(3) }, (): Entry => {
    const payload = random.chance(0.5) ? source.honest() : source.any()
    const isOwn = random.chance(0.1)
    const entry: Entry = {
      ...{ position: ++position, document: random.pick(documents), device: 'd' },
      ...{ replica: isOwn ? replica : 'another', batch: 1 + random.below(3), time: 1_700_000_000_000 },
      ...{ kind: random.pick([1, 1, 1, 2, 3, 4, 5, 128]), edits: 1 + random.below(3) },
      ...{ payloadHash: sha256(payload), payload: isOwn ? null : payload }
    }
    hash = nextRunningHash(hash, entry)
    return entry
  })
  return { type: 'entries', space, entries, hash: random.chance(0.9) ? hash : random.bytes(32) }
}

function fittingReceipt({ replica, batch, cursor }: DeviceHints, random: SeededRandom): RelayFrame {
  const refused = [
    { item: 0, document: documents[0], reason: random.pick(['update-malformed', 'held-back', 'made-up']) }
  ]
  return {
    type: 'receipt',
    ...{ space, replica, batch: Math.max(0, batch + random.pick([-1, 0, 0, 1])) },
    ...{ position: cursor.position + random.below(3), hash: random.bytes(32), time: 1_700_000_000_000 },
    refused: random.chance(0.6) ? [] : refused
  }
}

function fittingSnapshots({ cursor }: DeviceHints, source: UpdateSource, random: SeededRandom): RelayFrame {
  const position = cursor.position + random.below(4)
  const parts = random.pick([1, 1, 1, 2, 3, 2 ** 31])
  return {
    type: 'snapshots',
    ...{ space, base: { position, hash: random.bytes(32) }, done: random.chance(0.5) },
    ...{ sentDocuments: 1, totalDocuments: random.pick([1, 2, 2 ** 53 - 1]) },
    items: [...documents].sort().flatMap((document) =>
      random.chance(0.5)
        ? []
        : {
            ...{ document, position, time: 1_700_000_000_000, kind: random.pick([1, 2, 4, 4, 200]) },
            ...{ part: random.below(Math.min(parts, 3)), parts, last: random.chance(0.7) },
            payload: random.chance(0.3) ? source.honest() : source.any()
          }
    )
  }
}

/** Limits that no relay has: 0, or beyond all measure. */
function fittingWelcome({ cursor, batch, epoch }: DeviceHints, random: SeededRandom): RelayFrame {
  const odd = random.pick([0, 1, 10, 2 ** 53 - 1])
  const names = Object.keys(defaultLimits) as (keyof typeof defaultLimits)[]
  const limits = random.chance(0.5) ? defaultLimits : { ...defaultLimits, [random.pick(names)]: odd }
  return {
    type: 'welcome',
    ...{
      version: random.pick([1, 1, 1, 0, 2]),
      session: 's',
      limits,
      serverTime: random.pick([0, 1, 2 ** 53 - 1])
    },
    spaces: [
      {
        ...{ space, standing: 'ok', epoch: random.chance(0.8) ? epoch : 'made-up', head: cursor },
        ...{ horizon: random.pick([0, cursor.position, 2 ** 53 - 1]), role: 'editor' },
        held: { batch: Math.max(0, batch + random.pick([-1, 0, 1])), chain: random.bytes(32), position: 1 }
      }
    ]
  }
}
