// push: a replica's next batch, or a part of one; it is appended whole or not at all.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readHash } from '../mark.js'

export interface Push {
  readonly type: 'push'
  readonly space: string
  readonly replica: string
  /** From 1, without a gap. */
  readonly batch: number
  readonly chain: Uint8Array
  /** 0-based. Parts of a batch come in order with no other push of the replica between them. */
  readonly part: number
  readonly parts: number
  /** This part's slice of the batch content (see encodeBatch). */
  readonly content: Uint8Array
}

export function writePush(encoder: encoding.Encoder, push: Push): void {
  encoding.writeVarString(encoder, push.space)
  encoding.writeVarString(encoder, push.replica)
  encoding.writeVarUint(encoder, push.batch)
  encoding.writeUint8Array(encoder, push.chain)
  encoding.writeVarUint(encoder, push.part)
  encoding.writeVarUint(encoder, push.parts)
  encoding.writeVarUint8Array(encoder, push.content)
}

export function readPush(decoder: decoding.Decoder): Push {
  return {
    type: 'push',
    space: decoding.readVarString(decoder),
    replica: decoding.readVarString(decoder),
    batch: decoding.readVarUint(decoder),
    chain: readHash(decoder),
    part: decoding.readVarUint(decoder),
    parts: decoding.readVarUint(decoder),
    content: decoding.readVarUint8Array(decoder)
  }
}
