// hello: who the device is and where it stands in each space. May come again on a socket to open more spaces.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type Mark, readHash, readMark, writeMark } from '../mark.js'
import { readList, readOptional, writeList, writeOptional } from './fields.js'

export interface Hello {
  readonly type: 'hello'
  /** Lowest and highest protocol version the device speaks. */
  readonly versions: readonly [number, number]
  /** The shared secret or token; empty when there is none. */
  readonly token: string
  readonly device: HelloDevice
  readonly spaces: readonly HelloSpace[]
}

export interface HelloDevice {
  readonly id: string
  /** A secret of the device's own; its id is bound to it at the first hello (SPEC S3). 16 to 64 bytes. */
  readonly proof: Uint8Array
  /** What a person calls it: "Ana's phone". At most 128 characters. */
  readonly name: string
  readonly platform: string
  readonly appVersion: string
  readonly schemas: readonly SchemaVersion[]
}

export interface SchemaVersion {
  readonly name: string
  readonly version: number
}

export interface HelloSpace {
  readonly space: string
  /** The epoch the device knows; none at its first visit. */
  readonly epoch: string | null
  readonly replica: string
  /** The replica of the same device whose place this one takes. */
  readonly replaces: string | null
  /** How often this replica has said hello, this time included; raised durably before it is sent (SPEC E4). */
  readonly greeting: number
  /** Drawn for this connection: tells a repeated hello from a copied store (SPEC E4). 16 bytes. */
  readonly nonce: Uint8Array
  readonly cursor: Mark
  /** The highest mark ever seen of this log, receipts included. */
  readonly highest: Mark
  /** The last multiple of checkpointEvery that was passed. */
  readonly checkpoint: Mark | null
  /** Highest batch made, and its chain hash; number 0 and zero bytes when none. */
  readonly made: BatchMark
  readonly acknowledged: number
  readonly selection: Selection
  /** A first sync or catch-up below the horizon that was cut (SPEC L11). */
  readonly catchUp: CatchUpProgress | null
}

export interface BatchMark {
  readonly batch: number
  readonly chain: Uint8Array
}

/** Which documents a device keeps. Version 1 knows all only; a relay treats what it does not know as all. */
export type Selection = { readonly kind: 'all' }

export interface CatchUpProgress {
  /** Documents up to `lastDocument` are stored as of this mark; all others as of the cursor. */
  readonly base: Mark
  readonly lastDocument: string
}

export const nonceBytes = 16

export function writeHello(encoder: encoding.Encoder, hello: Hello): void {
  encoding.writeVarUint(encoder, hello.versions[0])
  encoding.writeVarUint(encoder, hello.versions[1])
  encoding.writeVarString(encoder, hello.token)
  encoding.writeVarString(encoder, hello.device.id)
  encoding.writeVarUint8Array(encoder, hello.device.proof)
  encoding.writeVarString(encoder, hello.device.name)
  encoding.writeVarString(encoder, hello.device.platform)
  encoding.writeVarString(encoder, hello.device.appVersion)
  writeSchemas(encoder, hello.device.schemas)
  writeList(encoder, hello.spaces, writeHelloSpace)
}

export function readHello(decoder: decoding.Decoder): Hello {
  return {
    type: 'hello',
    versions: [decoding.readVarUint(decoder), decoding.readVarUint(decoder)],
    token: decoding.readVarString(decoder),
    device: {
      id: decoding.readVarString(decoder),
      proof: decoding.readVarUint8Array(decoder),
      name: decoding.readVarString(decoder),
      platform: decoding.readVarString(decoder),
      appVersion: decoding.readVarString(decoder),
      schemas: readSchemas(decoder)
    },
    spaces: readList(decoder, readHelloSpace)
  }
}

export function writeSchemas(encoder: encoding.Encoder, schemas: readonly SchemaVersion[]): void {
  writeList(encoder, schemas, (inner, schema) => {
    encoding.writeVarString(inner, schema.name)
    encoding.writeVarUint(inner, schema.version)
  })
}

export function readSchemas(decoder: decoding.Decoder): SchemaVersion[] {
  return readList(decoder, (inner) => ({
    name: decoding.readVarString(inner),
    version: decoding.readVarUint(inner)
  }))
}

export function writeSelection(encoder: encoding.Encoder, _selection: Selection): void {
  encoding.writeVarUint(encoder, 0)
}

export function readSelection(decoder: decoding.Decoder): Selection {
  decoding.readVarUint(decoder)
  return { kind: 'all' }
}

function writeHelloSpace(encoder: encoding.Encoder, space: HelloSpace): void {
  encoding.writeVarString(encoder, space.space)
  writeOptional(encoder, space.epoch, encoding.writeVarString)
  encoding.writeVarString(encoder, space.replica)
  writeOptional(encoder, space.replaces, encoding.writeVarString)
  encoding.writeVarUint(encoder, space.greeting)
  encoding.writeUint8Array(encoder, space.nonce)
  writeMark(encoder, space.cursor)
  writeMark(encoder, space.highest)
  writeOptional(encoder, space.checkpoint, writeMark)
  encoding.writeVarUint(encoder, space.made.batch)
  encoding.writeUint8Array(encoder, space.made.chain)
  encoding.writeVarUint(encoder, space.acknowledged)
  writeSelection(encoder, space.selection)
  writeOptional(encoder, space.catchUp, (inner, catchUp) => {
    writeMark(inner, catchUp.base)
    encoding.writeVarString(inner, catchUp.lastDocument)
  })
}

function readHelloSpace(decoder: decoding.Decoder): HelloSpace {
  return {
    space: decoding.readVarString(decoder),
    epoch: readOptional(decoder, decoding.readVarString),
    replica: decoding.readVarString(decoder),
    replaces: readOptional(decoder, decoding.readVarString),
    greeting: decoding.readVarUint(decoder),
    nonce: decoding.readUint8Array(decoder, nonceBytes),
    cursor: readMark(decoder),
    highest: readMark(decoder),
    checkpoint: readOptional(decoder, readMark),
    made: { batch: decoding.readVarUint(decoder), chain: readHash(decoder) },
    acknowledged: decoding.readVarUint(decoder),
    selection: readSelection(decoder),
    catchUp: readOptional(decoder, (inner) => ({
      base: readMark(inner),
      lastDocument: decoding.readVarString(inner)
    }))
  }
}
