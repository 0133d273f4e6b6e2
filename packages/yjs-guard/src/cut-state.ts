// Cuts a document's state into pieces that a reader can take one after the other, with nothing pending in between.

import * as encoding from 'lib0/encoding'
import { ByteReader } from './bytes/byte-reader.js'
import { ScanBudget } from './bytes/scan-budget.js'
import { cutStruct } from './cut/cut-struct.js'
import { PieceWriter } from './cut/piece-writer.js'
import { boundlessLimits } from './limits.js'
import { joinRanges } from './state-summary.js'
import { type ClockRange, readDeletes, writeDeletes } from './structs/deletes.js'
import { readClientCount, StructCursor } from './structs/struct-cursor.js'
import { type ClientBlock, walkStructs } from './structs/struct-walk.js'

export interface StatePiece {
  /** A v1 update. Whoever applied all pieces before it can integrate all of it. */
  readonly update: Uint8Array
  /** The clocks that its structs span, one range a client, the highest client id first. */
  readonly spans: readonly ClockRange[]
}

/**
 * All pieces together say what `state` says. Each has structs of about `pieceBytes`, in the order in which Yjs
 * integrates them, and the deletions of just these, so that no reader sees what was deleted. A struct of a single value
 * beyond `pieceBytes` makes a piece of its own.
 *
 * `state` is this side's own: a v1 update of everything a document holds. Throws on others.
 */
export function cutState(state: Uint8Array, pieceBytes: number): StatePiece[] {
  const { blocks, deletes } = readState(state)
  const deleted = joinRanges(deletes)
  const pieces: StatePiece[] = []
  let writer = new PieceWriter()
  const finish = (): void => {
    if (writer.bytes > 0) pieces.push({ update: writer.finish(deleted), spans: writer.spans() })
    writer = new PieceWriter()
  }
  walkStructs(state, blocks, new ScanBudget(boundlessLimits), (struct) => {
    for (const part of cutStruct(struct, pieceBytes)) {
      if (writer.bytes + part.bytes.length > pieceBytes) finish()
      writer.add(struct.client, part)
    }
  })
  finish()
  const beyond = beyondStructs(deleted, blocks)
  if (beyond.length > 0) pieces.push({ update: deletionsAlone(beyond), spans: [] })
  return pieces
}

function readState(state: Uint8Array): { blocks: ClientBlock[]; deletes: ClockRange[] } {
  const reader = new ByteReader(state)
  const budget = new ScanBudget(boundlessLimits)
  const blocks: ClientBlock[] = []
  for (let left = readClientCount(reader, budget); left > 0; left--) {
    const { pos } = reader
    const cursor = new StructCursor(reader, budget)
    const { client, clock: from } = cursor
    while (cursor.next()) {
      // To its last struct.
    }
    blocks.push({ client, pos, from, to: cursor.end })
  }
  return { blocks, deletes: readDeletes(reader, budget) }
}

/** Deletions of what the state has no structs of: they say nothing of any piece. */
function beyondStructs(
  deleted: ReadonlyMap<number, readonly ClockRange[]>,
  blocks: readonly ClientBlock[]
): ClockRange[] {
  const byClient = new Map(blocks.map((block) => [block.client, block]))
  return [...deleted.values()].flat().flatMap((range) => {
    const block = byClient.get(range.client)
    if (!block) return [range]
    const before = { ...range, to: Math.min(range.to, block.from) }
    const after = { ...range, from: Math.max(range.from, block.to) }
    return [before, after].filter(({ from, to }) => from < to)
  })
}

function deletionsAlone(ranges: readonly ClockRange[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 0)
  writeDeletes(encoder, ranges)
  return encoding.toUint8Array(encoder)
}
