// The deletions that end an update: for each client, ranges of clocks.

import * as encoding from 'lib0/encoding'
import type { ByteReader } from '../bytes/byte-reader.js'
import type { ScanBudget } from '../bytes/scan-budget.js'
import { malformed, stop } from '../refusal.js'

/** The clocks of one client from `from` up to, but without, `to`. */
export interface ClockRange {
  readonly client: number
  readonly from: number
  readonly to: number
}

export function readDeletes(reader: ByteReader, budget: ScanBudget): ClockRange[] {
  const ranges: ClockRange[] = []
  const clients = reader.count(2)
  for (let at = 0; at < clients; at++) {
    const client = reader.client()
    const count = reader.count(2)
    if (ranges.length + count > budget.limits.deleteRanges) {
      stop('update-too-many-structs', `more than ${budget.limits.deleteRanges} delete ranges`)
    }
    for (let range = 0; range < count; range++) ranges.push(readRange(reader, client))
  }
  return ranges
}

function readRange(reader: ByteReader, client: number): ClockRange {
  const from = reader.varUint()
  const length = reader.varUint()
  // An empty range beyond the known clocks would stay pending, and v2 cannot hold one.
  if (length === 0) malformed('a deletion without length')
  const to = from + length
  if (to > Number.MAX_SAFE_INTEGER) malformed('a clock of more than 53 bits')
  return { client, from, to }
}

/** As Yjs writes them: the highest client id first, and each client's ranges as they come. */
export function writeDeletes(encoder: encoding.Encoder, ranges: readonly ClockRange[]): void {
  const byClient = new Map<number, ClockRange[]>()
  for (const range of ranges) {
    const ofClient = byClient.get(range.client)
    if (ofClient) ofClient.push(range)
    else byClient.set(range.client, [range])
  }
  encoding.writeVarUint(encoder, byClient.size)
  for (const [client, ofClient] of [...byClient].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ofClient.length)
    for (const { from, to } of ofClient) {
      encoding.writeVarUint(encoder, from)
      encoding.writeVarUint(encoder, to - from)
    }
  }
}

export function encodeDeletes(ranges: readonly ClockRange[]): Uint8Array {
  const encoder = encoding.createEncoder()
  writeDeletes(encoder, ranges)
  return encoding.toUint8Array(encoder)
}
