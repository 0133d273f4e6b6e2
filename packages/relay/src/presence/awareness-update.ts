// An awareness update of y-protocols: read once on the way in, and put together again of entries that are kept encoded.

import { fail, ok, type Result } from '@weft/base'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export interface AwarenessState {
  readonly client: number
  readonly clock: number
  /** JSON as it came; `null` for one that left. */
  readonly json: string
}

/** Clients an update may speak for: the tabs of one device, and some. */
export const mostStates = 16
/** Receivers compare states recursively; deeper ones could overflow their stack. */
const deepest = 32

/** Fails on what a receiver could not read: cut bytes, bad JSON, nesting too deep. States not wanted are left out. */
export function parseAwarenessUpdate(
  update: Uint8Array,
  most = mostStates,
  isWanted: (client: number, clock: number) => boolean = () => true
): Result<AwarenessState[], string> {
  try {
    const decoder = decoding.createDecoder(update)
    const count = decoding.readVarUint(decoder)
    if (count > most) return fail(`more than ${most} states`)
    const states: AwarenessState[] = []
    for (let left = count; left > 0; left--) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      if (!isWanted(client, clock)) {
        passOver(decoder)
        continue
      }
      const json = decoding.readVarString(decoder)
      if (depthOf(json) > deepest) return fail(`a state nested deeper than ${deepest}`)
      const state: unknown = JSON.parse(json)
      if (typeof state !== 'object' || Array.isArray(state)) return fail('a state that is no object')
      states.push({ client, clock, json })
    }
    return ok(states)
  } catch {
    return fail('an update that cannot be read')
  }
}

/** One state as it stands in an update. */
export function encodeEntry({ client, clock, json }: AwarenessState): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, json)
  return encoding.toUint8Array(encoder)
}

/** An update of so many entries up to the first of them. */
export function encodeCount(entries: number): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries)
  return encoding.toUint8Array(encoder)
}

export function joinEntries(entries: readonly Uint8Array[]): Uint8Array {
  const head = encodeCount(entries.length)
  const update = new Uint8Array(entries.reduce((sum, { length }) => sum + length, head.length))
  update.set(head)
  let at = head.length
  for (const entry of entries) {
    update.set(entry, at)
    at += entry.length
  }
  return update
}

export const encodeAwarenessUpdate = (states: readonly AwarenessState[]): Uint8Array =>
  joinEntries(states.map(encodeEntry))

/** Of others' states, which clients repeat, there may be thousands a second: their texts are not made. */
function passOver(decoder: decoding.Decoder): void {
  const length = decoding.readVarUint(decoder)
  decoder.pos += length
  if (decoder.pos > decoder.arr.length) throw new Error('an update that is cut')
}

/** Brackets in texts count too: an upper bound is enough, and texts with that many are no presence. */
function depthOf(json: string): number {
  let depth = 0
  let most = 0
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index)
    if (code === 0x7b || code === 0x5b) most = Math.max(most, ++depth)
    else if (code === 0x7d || code === 0x5d) depth--
  }
  return most
}
