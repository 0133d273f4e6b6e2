// Joins a document's structs where one goes on from the one before, as Yjs does in a document that is open.

import * as encoding from 'lib0/encoding'
import { ByteReader } from './bytes/byte-reader.js'
import { ScanBudget } from './bytes/scan-budget.js'
import { boundlessLimits } from './limits.js'
import { kind } from './structs/content.js'
import { readClientCount, StructCursor } from './structs/struct-cursor.js'

/** What Yjs joins, but for values: their content is a number, which adds up, and bytes, which follow each other. */
const joined: readonly number[] = [kind.gc, kind.deleted, kind.string]

/**
 * Says what `state` says in fewer structs: a word that was typed letter by letter is one. Yjs takes it apart again where
 * it has to, so deletions and later updates may refer to any clock within. Deletions stay as they are.
 *
 * `state` is this side's own: a v1 update of everything a document holds. Throws on others.
 */
export function joinStructs(state: Uint8Array): Uint8Array {
  const reader = new ByteReader(state)
  const budget = new ScanBudget(boundlessLimits)
  const encoder = encoding.createEncoder()
  const clients = readClientCount(reader, budget)
  encoding.writeVarUint(encoder, clients)
  for (let left = clients; left > 0; left--) joinClient(state, new StructCursor(reader, budget), encoder)
  encoding.writeUint8Array(encoder, state.subarray(reader.pos))
  return encoding.toUint8Array(encoder)
}

/** Structs that become one. */
interface Run {
  readonly kind: number
  readonly rightClient: number
  readonly rightClock: number
  /** All of the first before its content. */
  readonly head: Uint8Array
  /** The number that their contents begin with, added up. */
  count: number
  readonly bytes: Uint8Array[]
}

function joinClient(state: Uint8Array, struct: StructCursor, encoder: encoding.Encoder): void {
  const { client, clock } = struct
  const structs = encoding.createEncoder()
  let written = 0
  let run: Run | undefined
  const finish = (): void => {
    if (!run) return
    encoding.writeUint8Array(structs, run.head)
    encoding.writeVarUint(structs, run.count)
    for (const bytes of run.bytes) encoding.writeUint8Array(structs, bytes)
    written++
    run = undefined
  }
  while (struct.next()) {
    const { pos } = struct.reader
    if (!joined.includes(struct.kind)) {
      finish()
      encoding.writeUint8Array(structs, state.subarray(struct.start, pos))
      written++
      continue
    }
    // A collected range has no references: its number stands right behind its first byte.
    const contentStart = struct.kind === kind.gc ? struct.start + 1 : struct.contentStart
    const content = new ByteReader(state, contentStart)
    const count = content.varUint()
    if (!run || !goesOn(run, struct)) {
      finish()
      const { rightClient, rightClock } = struct
      const head = state.subarray(struct.start, contentStart)
      run = { kind: struct.kind, rightClient, rightClock, head, count: 0, bytes: [] }
    }
    run.count += count
    run.bytes.push(state.subarray(content.pos, pos))
  }
  finish()
  encoding.writeVarUint(encoder, written)
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeUint8Array(encoder, encoding.toUint8Array(structs))
}

/** It was inserted right behind the last clock before it, and before the same. A client's structs have no gap. */
function goesOn(run: Run, struct: StructCursor): boolean {
  if (run.kind !== struct.kind) return false
  if (struct.kind === kind.gc) return true
  return (
    struct.originClient === struct.client &&
    struct.originClock === struct.clock - 1 &&
    struct.rightClient === run.rightClient &&
    struct.rightClock === run.rightClock
  )
}
