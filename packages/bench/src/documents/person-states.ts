// What people in a document say of themselves: a name, a colour, and a cursor that moves. The same each time.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

export interface State {
  readonly client: number
  readonly clock: number
  /** `null` is of one that left. */
  readonly json: string
}

export const clientOf = (person: number): number => 1_000_000_000 + 7_919 * person

/** What the person says in this turn, which is the state's clock; from 1. About 190 bytes in an update. */
export function stateOf(person: number, turn: number): State {
  const at = { client: clientOf(person), clock: 37 * turn + person }
  const colour = `#${((person * 65_537) % 0x100_0000).toString(16).padStart(6, '0')}`
  const state = {
    user: { name: `Person ${person}`, color: colour },
    cursor: { anchor: { item: at, assoc: 0 }, head: { item: at, assoc: 0 } }
  }
  return { client: clientOf(person), clock: turn, json: JSON.stringify(state) }
}

/** An awareness update of y-protocols. */
export function encodeState({ client, clock, json }: State): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, json)
  return encoding.toUint8Array(encoder)
}

/** Reads one update; the decoder stands behind it then. */
export function readStates(decoder: decoding.Decoder): State[] {
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    client: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    json: decoding.readVarString(decoder)
  }))
}
