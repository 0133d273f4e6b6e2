// Whether Yjs can read a payload, before it is kept: one that it cannot would stand in every load, merge and give-back of
// its document from then on (L13).
//
// This walks along as Yjs's own reader does (yjs 13.6, `lazyStructReaderGenerator`), with Yjs's own decoders, and makes
// nothing of what it reads. v2 can say a thousand million structs in 27 bytes (yjs#687), so what is read is counted.

import { entryKind } from '@weft/protocol'
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { ChunkItem } from '../records/chunk-record.js'
import { isKnownKind } from './payloads.js'

type Decoder = Y.UpdateDecoderV1 | Y.UpdateDecoderV2

/** What v2 folds together is mostly alike: text typed by one person takes some bytes a struct, deleted text far fewer. */
const partsAByte = 64
/** Of structs that are all alike, such as empty maps in a list, v2 can say any number at once. A relay takes as many in an update. */
const partsAtLeast = 500_000

/** Payloads of kinds that this version does not know are kept unread (L8); one that is not there has nothing to be read. */
export function isReadable({ kind, payload }: Pick<ChunkItem, 'kind' | 'payload'>): boolean {
  if (payload === null || !isKnownKind(kind)) return true
  try {
    const bytes = decoding.createDecoder(payload)
    const decoder = kind === entryKind.stateV2 ? new Y.UpdateDecoderV2(bytes) : new Y.UpdateDecoderV1(bytes)
    readUpdate(decoder, partsAtLeast + payload.length * partsAByte)
    return true
  } catch {
    return false
  }
}

/** Throws on what Yjs could not read either, and beyond `most` parts. */
function readUpdate(decoder: Decoder, most: number): void {
  const { restDecoder } = decoder
  let left = most
  const count = (parts: number): void => {
    left -= parts
    if (left < 0) throw new RangeError(`more than ${most} parts`)
  }
  for (let clients = decoding.readVarUint(restDecoder); clients > 0; clients--) {
    let structs = decoding.readVarUint(restDecoder)
    count(structs + 1)
    decoder.readClient()
    decoding.readVarUint(restDecoder)
    for (; structs > 0; structs--) readStruct(decoder, count)
  }
  for (let clients = decoding.readVarUint(restDecoder); clients > 0; clients--) {
    decoder.resetDsCurVal()
    decoding.readVarUint(restDecoder)
    const ranges = decoding.readVarUint(restDecoder)
    count(ranges + 1)
    for (let range = ranges; range > 0; range--) {
      decoder.readDsClock()
      // Where it waits for what it deletes, Yjs throws when it writes one of nothing.
      if (decoder.readDsLen() === 0) throw new RangeError('a deletion of nothing')
    }
  }
}

const infoBits = { kind: 0b1_1111, parentSub: 0b10_0000, right: 0b100_0000, origin: 0b1000_0000 } as const

function readStruct(decoder: Decoder, count: (parts: number) => void): void {
  const info = decoder.readInfo()
  const kind = info & infoBits.kind
  if (info === skipped) {
    decoding.readVarUint(decoder.restDecoder)
    return
  }
  if (kind === collected) {
    decoder.readLen()
    return
  }
  const hasOrigin = (info & infoBits.origin) !== 0
  const hasRight = (info & infoBits.right) !== 0
  if (hasOrigin) decoder.readLeftID()
  if (hasRight) decoder.readRightID()
  if (!hasOrigin && !hasRight) {
    if (decoder.readParentInfo()) decoder.readString()
    else decoder.readLeftID()
    if ((info & infoBits.parentSub) !== 0) decoder.readString()
  }
  const read = contents[kind]
  if (!read) throw new RangeError(`content of kind ${kind}`)
  read(decoder, count)
}

const collected = 0
const skipped = 10

/** By kind; 0 and 10 are no content. */
const contents: Readonly<Record<number, (decoder: Decoder, count: (parts: number) => void) => void>> = {
  1: (decoder) => decoder.readLen(),
  2: (decoder, count) => {
    const length = decoder.readLen()
    count(length)
    for (let left = length; left > 0; left--) readJson(decoder.readString())
  },
  3: (decoder) => decoder.readBuf(),
  4: (decoder) => decoder.readString(),
  5: (decoder) => decoder.readJSON(),
  6: (decoder) => {
    decoder.readKey()
    decoder.readJSON()
  },
  7: (decoder) => {
    const type = decoder.readTypeRef()
    if (type > lastType) throw new RangeError(`a shared type of kind ${type}`)
    if (type === xmlElement || type === xmlHook) decoder.readKey()
  },
  8: (decoder, count) => {
    const length = decoder.readLen()
    count(length)
    for (let left = length; left > 0; left--) decoder.readAny()
  },
  9: (decoder) => {
    decoder.readString()
    decoder.readAny()
  }
}

const xmlElement = 3
const xmlHook = 5
const lastType = 6

const readJson = (text: string): unknown => (text === 'undefined' ? undefined : JSON.parse(text))
