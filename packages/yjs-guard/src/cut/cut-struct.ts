// Cuts one long struct into several that mean the same: text between characters, lists of values between values.

import * as encoding from 'lib0/encoding'
import { scanAny } from '../bytes/any-value.js'
import { ByteReader } from '../bytes/byte-reader.js'
import { scanJsonOrUndefined } from '../bytes/json-value.js'
import { ScanBudget } from '../bytes/scan-budget.js'
import { openString } from '../bytes/strings.js'
import { utf16Length } from '../bytes/utf8.js'
import { boundlessLimits } from '../limits.js'
import { kind } from '../structs/content.js'
import { hasKey, hasOrigin, hasRightOrigin, type StructCursor } from '../structs/struct-cursor.js'

/** One struct as it is encoded in a client's block. */
export interface StructPart {
  readonly bytes: Uint8Array
  readonly clock: number
  readonly length: number
}

/**
 * The struct that the cursor has just read, in parts of about `partBytes`. Each part after the first has the one before
 * as its left neighbour, as Yjs splits an item. What cannot be cut (one value, one byte array) comes as it is.
 */
export function* cutStruct(struct: StructCursor, partBytes: number): Iterable<StructPart> {
  const { start, clock, length } = struct
  const { bytes, pos } = struct.reader
  const slices = pos - start > partBytes ? sliceContent(struct, partBytes) : undefined
  if (!slices) {
    yield { bytes: bytes.subarray(start, pos), clock, length }
    return
  }
  let at = clock
  for (const { content, clocks } of slices) {
    const encoder = encoding.createEncoder()
    if (at === clock) encoding.writeUint8Array(encoder, bytes.subarray(start, struct.contentStart))
    else writeHeadAfter(encoder, struct, at - 1)
    encoding.writeUint8Array(encoder, content)
    yield { bytes: encoding.toUint8Array(encoder), clock: at, length: clocks }
    at += clocks
  }
}

interface Slice {
  readonly content: Uint8Array
  readonly clocks: number
}

function sliceContent(struct: StructCursor, sliceBytes: number): Iterable<Slice> | undefined {
  const reader = new ByteReader(struct.reader.bytes, struct.contentStart)
  if (struct.kind === kind.string) return sliceText(reader, sliceBytes)
  if (struct.kind === kind.any) return sliceValues(reader, sliceBytes, scanAny)
  if (struct.kind === kind.json) return sliceValues(reader, sliceBytes, scanJsonOrUndefined)
  return undefined
}

/** Of UTF-8, in bytes. */
const longestCharacter = 4

function* sliceText(reader: ByteReader, sliceBytes: number): Iterable<Slice> {
  const { bytes } = reader
  let at = openString(reader)
  while (at < reader.pos) {
    let end = Math.min(at + Math.max(sliceBytes, longestCharacter), reader.pos)
    // A character of several bytes stays whole, and with it its pair of UTF-16 units.
    while (end < reader.pos && ((bytes[end] as number) & 0xc0) === 0x80) end--
    const encoder = encoding.createEncoder()
    encoding.writeVarUint8Array(encoder, bytes.subarray(at, end))
    yield { content: encoding.toUint8Array(encoder), clocks: utf16Length(bytes, at, end) }
    at = end
  }
}

function* sliceValues(
  reader: ByteReader,
  sliceBytes: number,
  scan: (reader: ByteReader, budget: ScanBudget) => void
): Iterable<Slice> {
  const budget = new ScanBudget(boundlessLimits)
  let left = reader.count(1)
  while (left > 0) {
    const start = reader.pos
    let clocks = 0
    while (clocks < left && reader.pos - start < sliceBytes) {
      scan(reader, budget)
      clocks++
    }
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, clocks)
    encoding.writeUint8Array(encoder, reader.bytes.subarray(start, reader.pos))
    yield { content: encoding.toUint8Array(encoder), clocks }
    left -= clocks
  }
}

/** The head of a part whose left neighbour is `originClock` of the same client: it lies where that one lies. */
function writeHeadAfter(encoder: encoding.Encoder, struct: StructCursor, originClock: number): void {
  const first = struct.reader.bytes[struct.start] as number
  encoding.writeUint8(encoder, (first & (hasRightOrigin | hasKey)) | hasOrigin | struct.kind)
  encoding.writeVarUint(encoder, struct.client)
  encoding.writeVarUint(encoder, originClock)
  if ((first & hasRightOrigin) === 0) return
  encoding.writeVarUint(encoder, struct.rightClient)
  encoding.writeVarUint(encoder, struct.rightClock)
}
