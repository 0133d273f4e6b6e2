// One struct of an update, kept while it is compared, with its content decoded at most once.

import * as decoding from 'lib0/decoding'
import { kind } from '../structs/content.js'
import type { StructCursor } from '../structs/struct-cursor.js'

export class Piece {
  readonly client: number
  readonly start: number
  readonly end: number
  readonly kind: number
  readonly originClient: number
  readonly originClock: number
  readonly rightClient: number
  readonly rightClock: number
  readonly parentClient: number
  readonly parentClock: number
  private readonly bytes: Uint8Array
  private readonly parentStart: number
  private readonly contentStart: number
  private readonly contentEnd: number
  private decoded: Units | undefined

  /** The cursor has just read the struct. */
  constructor(cursor: StructCursor) {
    this.client = cursor.client
    this.start = cursor.clock
    this.end = cursor.end
    this.kind = cursor.kind
    this.originClient = cursor.originClient
    this.originClock = cursor.originClock
    this.rightClient = cursor.rightClient
    this.rightClock = cursor.rightClock
    this.parentClient = cursor.parentClient
    this.parentClock = cursor.parentClock
    this.bytes = cursor.reader.bytes
    this.parentStart = cursor.parentStart
    this.contentStart = cursor.contentStart
    this.contentEnd = cursor.reader.pos
  }

  /** Parent and map key as encoded; empty where they are taken from a neighbour. */
  get parent(): Uint8Array {
    return this.bytes.subarray(this.parentStart, this.contentStart)
  }

  /** The content, one unit for each clock. */
  get units(): Units {
    this.decoded ??= decodeUnits(this.kind, this.bytes.subarray(this.contentStart, this.contentEnd))
    return this.decoded
  }
}

/** Text counts in UTF-16 units; everything else is a list of values. */
export type Units = string | readonly unknown[]

/** The bytes were scanned before, so that lib0's decoder neither throws on them nor goes astray. */
function decodeUnits(contentKind: number, bytes: Uint8Array): Units {
  const decoder = decoding.createDecoder(bytes)
  switch (contentKind) {
    case kind.string:
      return decoding.readVarString(decoder)
    case kind.any:
      return Array.from({ length: decoding.readVarUint(decoder) }, () => decoding.readAny(decoder))
    case kind.json:
      return Array.from({ length: decoding.readVarUint(decoder) }, () => readJson(decoder))
    case kind.embed:
      return [readJson(decoder)]
    case kind.format:
      return [[decoding.readVarString(decoder), readJson(decoder)]]
    case kind.doc:
      // Yjs keeps only some of the options when it writes them again.
      return [decoding.readVarString(decoder)]
    default:
      return [bytes]
  }
}

function readJson(decoder: decoding.Decoder): unknown {
  const text = decoding.readVarString(decoder)
  return text === 'undefined' ? undefined : JSON.parse(text)
}
