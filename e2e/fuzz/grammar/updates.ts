// Yjs updates of every sort: honest ones of a document that goes on, ones that mean anything at all, and bombs.

import type { SeededRandom } from '@weft/base/testing'
import {
  any,
  collected,
  deleted,
  editAtRandom,
  skipped,
  text,
  type,
  type WildWorld,
  wildUpdate,
  writeUpdate
} from '@weft/yjs-guard/testing'
import * as Y from 'yjs'
import { mutateBytes } from './mutate-bytes.js'

export interface UpdateSource {
  /** The next edit of an honest document, which no guard has a reason to refuse. */
  honest(): Uint8Array
  /** Anything. `known` is what the receiver has of the document, where that can be known. */
  any(known?: Known): Uint8Array
  /** The state vector of the honest document. */
  vector(): Uint8Array
}

export type Known = Parameters<typeof wildUpdate>[1]

/** What follows an edit that was not taken is not taken either: a new document begins before long. */
const mostEdits = 25

export function createUpdateSource(random: SeededRandom, client: number, world: WildWorld): UpdateSource {
  let doc = new Y.Doc()
  let edits = 0
  let clients = client
  const recent: Uint8Array[] = [Uint8Array.of(0, 0)]
  const keep = (update: Uint8Array): Uint8Array => {
    recent.push(update)
    if (recent.length > 24) recent.shift()
    return update
  }
  const honest = (): Uint8Array => {
    if (edits++ % mostEdits === 0) {
      doc = new Y.Doc()
      doc.clientID = clients++
    }
    const before = Y.encodeStateVector(doc)
    editAtRandom(doc, random)
    return keep(Y.encodeStateAsUpdate(doc, before))
  }
  return {
    honest,
    vector: () => Y.encodeStateVector(doc),
    any: (known = knownNear(random)) => {
      const dice = random.float()
      if (dice < 0.3) return honest()
      if (dice < 0.5) return keep(wildUpdate(random, known, world))
      if (dice < 0.8) return mutateBytes(random.pick(recent), recent, random)
      if (dice < 0.84) return Y.encodeStateAsUpdate(doc)
      if (dice < 0.88) return Y.encodeStateAsUpdateV2(doc)
      return bomb(random)
    }
  }
}

/** What a document may have of the clients that wild updates speak for. */
function knownNear(random: SeededRandom): Known {
  const clients = [1, 2, 3, 4].map(
    (client) => [client, { client, clock: random.below(12), owner: null }] as const
  )
  return { clients: new Map(clients) }
}

/** Few bytes that say a great many: the family of yjs#687, and clocks, ranges and depths beyond all measure. */
export function bomb(random: SeededRandom): Uint8Array {
  const huge = random.pick([2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 40, 2 ** 53 - 1])
  const client = 1 + random.below(2 ** 32 - 1)
  const many = random.pick([50, 400, 3_000])
  const one = (...structs: Parameters<typeof writeUpdate>[0][number]['structs']) =>
    writeUpdate([{ client, clock: 0, structs }])
  return random.pick<() => Uint8Array>([
    () => random.pick(countBombs),
    () => one(collected(huge)),
    () => one(skipped(huge), collected(1)),
    () => one(deleted(huge)),
    () => writeUpdate([], [[client, 0, huge]]),
    () => writeUpdate([{ client, clock: huge, structs: [text('a')] }]),
    () =>
      writeUpdate(
        [],
        Array.from({ length: many }, (_, at) => [client, at * 2, 1] as const)
      ),
    () =>
      writeUpdate(
        Array.from({ length: many }, (_, at) => ({ client: many - at, clock: 0, structs: [collected(1)] }))
      ),
    () =>
      one(...Array.from({ length: many }, (_, at) => type(1, at === 0 ? {} : { parent: [client, at - 1] }))),
    () => one(any([nested(many)])),
    () => one(...Array.from({ length: many }, (_, at) => text('a', at === 0 ? {} : { origin: [client, 0] }))),
    () => one(text('x'.repeat(many * 100)))
  ])()
}

function nested(depth: number): unknown {
  let value: unknown = 0
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

/** Counts that the bytes do not bear out: of clients, structs, deletions; v1, and v2 with run-length columns. */
export const countBombs: readonly Uint8Array[] = [
  // v1: 2^32 - 1 clients; one client with as many structs; deletions of as many clients; one client's as many ranges.
  ...['ffffffff0f', '01ffffffff0f010000', '00ffffffff0f', '0001', '000101ffffffff0f'],
  // v2: an empty feature flag and eight columns, then the rest. In some the columns repeat a struct for ever.
  ...[
    // As published in yjs#687: two thousand million structs.
    '00010000000001000100010200001602000001fdffffffff7f0000',
    '000000000000000000000000ffffffff0f',
    '0000000000000000000001ffffffff07010000',
    '00000100000100000100000001ffffffff070100',
    '0000000100ffffffff0f0000000001ffffffff0f00'
  ]
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))
