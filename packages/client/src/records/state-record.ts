// Where a replica stands: one record in `meta`, read and written in every transaction that changes content.

import type { BatchMark, CatchUpProgress } from '@weft/protocol'
import {
  hashBytes,
  type Mark,
  readHash,
  readMark,
  readOptional,
  startMark,
  writeMark,
  writeOptional
} from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { decodeRecord, encodeRecord } from './versioned.js'

export interface ReplicaState {
  /** The last sequence number given out. Chunks and outbox rows take theirs here, inside the transaction (T5). */
  readonly sequence: number
  readonly replica: string
  /** The replica of this device whose place this one takes. */
  readonly replaces: string | null
  /** How often this replica has said hello (E4). */
  readonly greeting: number
  readonly epoch: string | null
  /** Everything up to here is in this store. */
  readonly cursor: Mark
  readonly highest: Mark
  readonly checkpoint: Mark | null
  readonly made: BatchMark
  /** Highest batch with a receipt. */
  readonly acknowledged: number
  readonly catchUp: CatchUpProgress | null
}

export const stateKey = 'state'

export function newReplicaState(replica: string): ReplicaState {
  return {
    sequence: 0,
    replica,
    replaces: null,
    greeting: 0,
    epoch: null,
    cursor: startMark,
    highest: startMark,
    checkpoint: null,
    made: { batch: 0, chain: new Uint8Array(hashBytes) },
    acknowledged: 0,
    catchUp: null
  }
}

export function encodeState(state: ReplicaState): Uint8Array {
  return encodeRecord((encoder) => {
    encoding.writeVarUint(encoder, state.sequence)
    encoding.writeVarString(encoder, state.replica)
    writeOptional(encoder, state.replaces, encoding.writeVarString)
    encoding.writeVarUint(encoder, state.greeting)
    writeOptional(encoder, state.epoch, encoding.writeVarString)
    writeMark(encoder, state.cursor)
    writeMark(encoder, state.highest)
    writeOptional(encoder, state.checkpoint, writeMark)
    encoding.writeVarUint(encoder, state.made.batch)
    encoding.writeUint8Array(encoder, state.made.chain)
    encoding.writeVarUint(encoder, state.acknowledged)
    writeOptional(encoder, state.catchUp, (inner, catchUp) => {
      writeMark(inner, catchUp.base)
      encoding.writeVarString(inner, catchUp.lastDocument)
    })
  })
}

export function decodeState(bytes: Uint8Array): ReplicaState {
  return decodeRecord(bytes, (decoder) => ({
    sequence: decoding.readVarUint(decoder),
    replica: decoding.readVarString(decoder),
    replaces: readOptional(decoder, decoding.readVarString),
    greeting: decoding.readVarUint(decoder),
    epoch: readOptional(decoder, decoding.readVarString),
    cursor: readMark(decoder),
    highest: readMark(decoder),
    checkpoint: readOptional(decoder, readMark),
    made: { batch: decoding.readVarUint(decoder), chain: readHash(decoder).slice() },
    acknowledged: decoding.readVarUint(decoder),
    catchUp: readOptional(decoder, (inner) => ({
      base: readMark(inner),
      lastDocument: decoding.readVarString(inner)
    }))
  }))
}
